package delivery.ranking;

import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Position;
import delivery.ranking.RankingPicture.AuditPicture;
import delivery.ranking.RankingPicture.Durations;
import delivery.ranking.RankingPicture.Records;
import delivery.ranking.RankingPicture.SourcePicture;
import delivery.ranking.Shard.KeyRange;
import delivery.ranking.ShardTable.Greeting;
import java.math.BigInteger;
import java.time.Instant;

/**
 * The whole state of the server, and its rules; one thread's. It owns the positions too: what is in the ranking and how
 * far each shard has been read change together or not at all.
 */
final class RankingState {
    private static final BigInteger MAX_KEY = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);

    private final Admission admission;
    private final ShardTable shards;
    private final Ranking ranking;
    private final Audit audit = new Audit();
    private Instant now;

    RankingState(Admission admission, int windowSeconds, Instant now) {
        this.admission = admission;
        this.now = now;
        shards = new ShardTable(now.toEpochMilli());
        ranking = new Ranking(windowSeconds, now.toEpochMilli());
    }

    /** Time goes on; a clock that was set back does not take it along. */
    void advanceTo(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
            ranking.advanceTo(now.toEpochMilli());
        }
    }

    Greeting greet(Hello hello) {
        var refusal = admission.refuse(hello);
        if (refusal.isPresent()) {
            return new Greeting(refusal.get(), 0);
        }
        var start = hashKey(hello.shard().startingHashKey());
        var end = hashKey(hello.shard().endingHashKey());
        if (start == null || end == null || start.compareTo(end) > 0) {
            return new Greeting(new Failure("a Hello whose hash keys are no range"), 0);
        }
        return shards.greet(hello, new KeyRange(start, end), now);
    }

    private static BigInteger hashKey(String text) {
        if (!text.matches("[0-9]{1,39}")) {
            return null;
        }
        var key = new BigInteger(text);
        return key.compareTo(MAX_KEY) > 0 ? null : key;
    }

    void leave(String shardId, long epoch) {
        shards.leave(shardId, epoch);
    }

    /** Applies the batch if it goes on from where its shard is, and says what became of it. */
    Message apply(Batch batch) {
        var shard = shards.get(batch.shardId());
        if (shard == null || !shard.isHeldBy(batch.epoch())) {
            return new Fenced(
                    shard == null || shard.holder() == null
                            ? ""
                            : shard.holder().name());
        }
        var fault = fault(batch);
        if (fault != null) {
            return new Failure(fault);
        }
        if (batch.after().equals(shard.position())) {
            shards.advance(shard, batch, count(batch));
        } else if (batch.to().compareTo(shard.position()) > 0) {
            return new Rewind(shard.position());
        }
        shard.hear(batch, now.toEpochMilli());
        // Nothing is on disk yet.
        return new Ack(shard.position(), Position.TRIM_HORIZON);
    }

    private static String fault(Batch batch) {
        var direction = batch.to().compareTo(batch.after());
        if (direction < 0) {
            return "a batch that leads backwards, from " + batch.after() + " to " + batch.to();
        }
        if (direction == 0 && batch.records() > 0) {
            return "a batch of " + batch.records() + " records that leads nowhere";
        }
        return batch.children().stream().allMatch(Admission::isName) ? null : "a child whose name is not a name";
    }

    private Records count(Batch batch) {
        var applied = 0;
        for (var record : batch.events()) {
            var event = record.event();
            var counted = ranking.apply(event);
            audit.see(event, counted);
            applied += counted ? 1 : 0;
        }
        batch.progress().forEach(audit::hear);
        return new Records(
                batch.records(),
                applied,
                batch.events().size() - applied,
                batch.rejected().size(),
                batch.progress().size());
    }

    RankingPicture picture() {
        audit.settle(shards.readThroughMillis());
        return new RankingPicture(
                now,
                ranking.windowSeconds(),
                ranking.topRegions(),
                ranking.topDrivers(),
                ranking.totals(),
                durations(ranking.response()),
                durations(ranking.completion()),
                auditPicture(),
                shards.picture(now.toEpochMilli()),
                admission.stream());
    }

    private static Durations durations(DurationFigures figures) {
        return new Durations(figures.averageSeconds(), figures.percentiles());
    }

    private AuditPicture auditPicture() {
        var sources = audit.picture();
        return new AuditPicture(
                shards.all().stream().map(Shard::records).reduce(Records.NONE, Records::plus),
                sources.stream().mapToLong(SourcePicture::inFlight).sum(),
                sources.stream().mapToLong(SourcePicture::missing).sum(),
                sources,
                audit.conflicts(),
                ranking.late(),
                ranking.ahead(),
                ranking.response().skew() + ranking.completion().skew(),
                shards.all().stream().mapToLong(Shard::unknownFields).sum(),
                shards.covered());
    }
}
