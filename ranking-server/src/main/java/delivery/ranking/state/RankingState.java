package delivery.ranking.state;

import delivery.app.Time;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.city.City;
import delivery.ranking.identity.Fingerprints;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.RejectedPicture;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.ShardTable.Greeting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The whole state of the server, and its rules; one thread's. It owns the positions too: what is in the ranking and how
 * far each shard has been read change together or not at all, and are on disk together or not at all.
 */
public final class RankingState {
    /** How long a stream keeps its records unless told otherwise. */
    public static final Duration RETENTION = Duration.ofHours(24);

    private static final long HEARTBEATS_MILLIS = 60_000;

    private final Admission admission;
    private final RankingClock clock;
    private final ShardTable shards;
    private final Ranking ranking;
    private final Sources sources;
    private final Fingerprints fingerprints;
    private final City city;
    private final long retentionMillis;
    private StreamIdentity stream;
    private List<EventRecord> conflicts = List.of();
    private long version;
    /** Where the window ends. */
    private long windowMillis;

    private long versionReadThrough;
    /** Where all shards are, as one number. */
    private long positions;

    /**
     * One life of the server: what does not come from the stream.
     *
     * @param retention how long the stream keeps its records: a source that was idle for longer is forgotten
     * @param generation above those of all lives before it
     */
    public record Life(int windowSeconds, Duration retention, long generation) {}

    /** Knows nothing yet. */
    public RankingState(Admission admission, int windowSeconds, Time time) {
        this(admission, new Life(windowSeconds, RETENTION, time.millis()), Snapshot.EMPTY, time);
    }

    /** Goes on from the snapshot, which is its own from then on. */
    public RankingState(Admission admission, Life life, Snapshot snapshot, Time time) {
        this.admission = admission;
        clock = new RankingClock(time, snapshot.streamMillis());
        retentionMillis = life.retention().toMillis();
        stream = snapshot.stream();
        shards = new ShardTable(life.generation(), snapshot.shards());
        positions = shards.positions();
        sources = new Sources(snapshot.sources());
        fingerprints = snapshot.fingerprints().freeze();
        windowMillis = clock.millis();
        ranking = new Ranking(life.windowSeconds(), windowMillis, snapshot.ranking());
        city = new City(sources::hasCreated, sources::hasAssigned, clock.millis(), snapshot.city());
    }

    /** Time goes on, or somebody set the machine's clock. */
    public void advanceTo(Time time) {
        clock.advance(time);
        advance();
    }

    private void advance() {
        var millis = clock.millis();
        if (millis < windowMillis - RankingClock.LARGE.toMillis()) {
            ranking.setBackTo(millis);
            windowMillis = millis;
        } else if (millis > windowMillis) {
            ranking.advanceTo(millis);
            windowMillis = millis;
        }
        city.advanceTo(millis);
    }

    public Greeting greet(Hello hello) {
        var refusal = admission.refuse(hello);
        if (refusal.isPresent()) {
            return new Greeting(refusal.get(), 0);
        }
        var keys = KeyRange.parse(hello.shard().startingHashKey(), hello.shard().endingHashKey());
        if (keys == null) {
            return new Greeting(new Failure(Code.BAD_HELLO, "a Hello whose hash keys are no range"), 0);
        }
        if (stream != null && !isSame(hello.stream())) {
            var isNewer = hello.stream().createdAtMillis() > stream.createdAtMillis();
            if (!isNewer || !hello.terms().acceptLoss()) {
                return new Greeting(Admission.otherStream(stream, hello.stream(), isNewer), 0);
            }
            shards.dropAll(clock.now());
        }
        stream = hello.stream();
        version++;
        var greeting = shards.greet(hello, keys, clock);
        positions = shards.positions();
        return greeting;
    }

    /** Once someone has been welcomed. */
    public String streamName() {
        return stream.name();
    }

    /** A stream of the same name made anew has another creation time. */
    private boolean isSame(StreamIdentity other) {
        return stream.arn().equals(other.arn()) && stream.createdAtMillis() == other.createdAtMillis();
    }

    public void leave(String shardId, long epoch) {
        shards.leave(shardId, epoch);
    }

    /** Applies the batch if it goes on from where its shard is, and says what became of it. */
    public Message apply(Batch batch) {
        conflicts = List.of();
        var shard = shards.get(batch.shardId());
        if (shard == null || !shard.isHeldBy(batch.epoch())) {
            return new Fenced(
                    shard == null || shard.holder() == null
                            ? ""
                            : shard.holder().name());
        }
        var fault = BatchFaults.of(batch, shard.holder().acceptsLoss());
        if (fault != null) {
            return new Failure(Code.BAD_BATCH, fault);
        }
        if (batch.after().equals(shard.position())) {
            positions -= shard.place();
            shards.advance(shard, batch, count(batch));
            positions += shard.place();
        } else if (batch.to().compareTo(shard.position()) > 0) {
            return new Rewind(shard.position());
        }
        shard.hear(batch, clock.elapsed());
        if (batch.records() > 0 || batch.gap() != null || !batch.to().equals(batch.after()) || isLongHeard(batch)) {
            version++;
        }
        return new Ack(shard.position(), shard.durable(), shard.heir(clock.elapsed()) != null);
    }

    /** Heartbeats alone make a new version now and then: how far each shard is read is worth keeping too. */
    private boolean isLongHeard(Batch batch) {
        if (batch.readThroughMillis() - versionReadThrough < HEARTBEATS_MILLIS) {
            return false;
        }
        versionReadThrough = batch.readThroughMillis();
        return true;
    }

    /** Another one once anything that is worth a snapshot has changed. */
    public long version() {
        return version;
    }

    /** Where all shards are, as one number: states of the same records have the same, others hardly ever. */
    public long positions() {
        return positions;
    }

    /** Events of the batch applied last that were in conflict with earlier ones: they count as rejected. */
    public List<EventRecord> conflicts() {
        return conflicts;
    }

    private Records count(Batch batch) {
        advanceToArrivals(batch);
        var applied = 0;
        var rejected = batch.rejected().size();
        for (var record : batch.events()) {
            // Whoever does not say when it arrived means just now.
            var arrivedAt = record.arrivedAtMillis() > 0 ? record.arrivedAtMillis() : clock.millis();
            switch (sources.see(record.event(), arrivedAt)) {
                case APPLIED -> {
                    ranking.count(record.event(), arrivedAt);
                    city.apply(record.event());
                    fingerprints.keep(record.event());
                    applied++;
                }
                case CONFLICT -> {
                    keepConflict(record);
                    rejected++;
                }
                case DUPLICATE -> {
                    if (fingerprints.contradict(record.event())) {
                        keepConflict(record);
                        rejected++;
                    }
                }
            }
        }
        batch.rejected().forEach(sources::reject);
        batch.progress().forEach(sources::hear);
        return new Records(
                batch.records(),
                applied,
                batch.records() - applied - rejected - batch.progress().size(),
                rejected,
                batch.progress().size());
    }

    private void advanceToArrivals(Batch batch) {
        var latest = 0L;
        for (var record : batch.events()) {
            latest = Math.max(latest, record.arrivedAtMillis());
        }
        for (var record : batch.progress()) {
            latest = Math.max(latest, record.arrivedAtMillis());
        }
        if (latest > 0) {
            clock.hear(latest, batch.millisBehindLatest() < RankingClock.LARGE.toMillis());
            advance();
        }
    }

    private void keepConflict(EventRecord record) {
        if (conflicts.isEmpty()) {
            conflicts = new ArrayList<>();
        }
        conflicts.add(record);
    }

    public RankingPicture picture() {
        settle();
        var shardPictures = shards.picture(clock.elapsed(), sources.throttled());
        var audit = AuditPicture.of(shards, sources, ranking, clock);
        var standings = audit.sources().stream().collect(Collectors.toMap(SourcePicture::source, each -> each));
        return new RankingPicture(
                clock.now(),
                clock.elapsed(),
                ranking.windowSeconds(),
                ranking.topRegions(),
                ranking.topDrivers(),
                ranking.totals(),
                ranking.response().picture(),
                ranking.completion().picture(),
                audit,
                Verdict.of(audit, ranking.totals(), shardPictures, clock.step()),
                shardPictures,
                stream,
                city.picture(ranking.heat(), fleet -> {
                    var source = standings.get(fleet);
                    return source != null && source.standing().state() == SourceState.PRODUCING;
                }),
                RejectedPicture.NONE);
    }

    private void settle() {
        var readThrough = shards.readThroughMillis();
        if (readThrough != ShardProgress.NEVER) {
            sources.settle(readThrough);
            sources.forgetIdleSince(readThrough - retentionMillis);
        }
    }

    /** All of it at this moment, in a time that does not depend on how much has been counted. */
    public Snapshot freeze() {
        settle();
        return new Snapshot(
                stream,
                clock.streamMillis(),
                ranking.freeze(),
                sources.freeze(),
                shards.freeze(),
                fingerprints.freeze(),
                city.freeze());
    }

    /** The snapshot is on disk: from now on acknowledgements say so. */
    public void hasOnDisk(Snapshot snapshot) {
        // Of another stream its shards may have the same names.
        if (stream != null && snapshot.stream() != null && isSame(snapshot.stream())) {
            shards.hasOnDisk(snapshot.shards());
        }
    }
}
