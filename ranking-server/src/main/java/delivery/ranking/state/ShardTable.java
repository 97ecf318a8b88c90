package delivery.ranking.state;

import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.ShardProgress.Heir;
import delivery.ranking.state.ShardProgress.Holder;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shards we know: who may bring which, how far each is, and what of them is lost for good. */
public final class ShardTable {
    /** Silence after which a shard's session is taken for dead and the shard is free. */
    public static final Duration SESSION_IDLE = Duration.ofSeconds(15);

    /** For how long a shard is kept for one who waits for it, after he last asked. */
    private static final Duration PROMISE = Duration.ofSeconds(3);

    private final TreeMap<String, ShardProgress> shards = new TreeMap<>();
    /** Of the shards of streams that are no more. */
    private Records formerRecords;

    private long formerUnknownFields;
    private final Gaps gaps;
    private long lastEpoch;
    private boolean covered;

    /** @param fencedEpoch of the consumer that loses the shard to who said this Hello; 0 if none does */
    public record Greeting(Message answer, long fencedEpoch) {}

    /** As it was at one moment. */
    public record Image(
            List<ShardProgress> shards, Records formerRecords, long formerUnknownFields, List<RecordedGap> gaps) {
        static final Image EMPTY = new Image(List.of(), Records.NONE, 0, List.of());
    }

    /** @param generation of this life of the server: an epoch of another does not come again */
    ShardTable(long generation, Image image) {
        lastEpoch = generation << 20;
        image.shards().forEach(shard -> shards.put(shard.id(), shard));
        formerRecords = image.formerRecords();
        formerUnknownFields = image.formerUnknownFields();
        gaps = new Gaps(image.gaps());
        covered = coversAllKeys();
    }

    Greeting greet(Hello hello, KeyRange keys, RankingClock clock) {
        var now = clock.now();
        var id = hello.shard().shardId();
        var shard = shards.get(id);
        if (shard != null && shard.hasEnded()) {
            return refused(Reason.ENDED, id + " has been read to its end: go on with its children", List.of());
        }
        var parents = hello.shard().parents().stream()
                .filter(parent -> !hasEnded(parent))
                .toList();
        if (!parents.isEmpty()) {
            return refused(Reason.WAIT, id + " comes after " + String.join(" and ", parents), parents);
        }
        var lost = lostAncestors(hello, keys);
        if (!lost.isEmpty() && !hello.terms().acceptLoss()) {
            return refused(
                    Reason.STREAM,
                    id + " comes after " + lost.stream().map(ShardProgress::id).collect(Collectors.joining(" and "))
                            + ", which the stream has no more: what arrived there "
                            + lost.stream()
                                    .map(each -> Gaps.interval(each, now))
                                    .collect(Collectors.joining(", and "))
                            + ", is lost unread; give --accept-loss to record the gap and go on",
                    List.of());
        }
        var before = shard == null ? null : shard.holder();
        if (shard != null && !hello.terms().takeover()) {
            var refusal = refuseToShare(hello, shard, clock.elapsed());
            if (refusal != null) {
                return refusal;
            }
        }
        lost.forEach(each -> giveUp(each, "expired before it was read to its end", now));
        shard = shards.computeIfAbsent(id, ShardProgress::new);
        shard.open(
                keys,
                new Holder(
                        hello.caller().holder(), ++lastEpoch, now, hello.terms().acceptLoss()));
        hello.shard().parents().forEach(shard::comesFrom);
        covered = coversAllKeys();
        var welcome = new Welcome(
                Message.VERSION,
                lastEpoch,
                shard.position(),
                MessageChannel.MAX_FRAME_BYTES,
                (int) SESSION_IDLE.toMillis(),
                Math.max(0, shard.readThroughMillis()));
        return new Greeting(welcome, before == null ? 0 : before.epoch());
    }

    private static Greeting refused(Reason reason, String text, List<String> shards) {
        return new Greeting(new Refused(reason, text, shards), 0);
    }

    /** Null if the shard is free for him who asks. */
    private Greeting refuseToShare(Hello hello, ShardProgress shard, Duration elapsed) {
        var holder = shard.holder();
        var heir = shard.heir(elapsed);
        if (heir != null && !heir.name().equals(hello.caller().holder())) {
            return refused(Reason.BUSY, shard.id() + " is being handed over to " + heir.name(), List.of());
        } else if (holder == null) {
            return null;
        }
        var read = shard.id() + " is read by " + holder.name() + " since " + holder.since();
        if (!hello.terms().share() || holder.name().equals(hello.caller().holder())) {
            return refused(Reason.BUSY, read + ": stop that one, or give --takeover", List.of());
        } else if (heir == null && keeps(holder.name(), elapsed) < 2) {
            return refused(Reason.BUSY, read + ", which reads no other shard: nothing to share", List.of());
        }
        shard.promiseTo(new Heir(hello.caller().holder(), elapsed.plus(PROMISE)));
        return refused(Reason.HANDOVER, read + ", which has been asked to hand it over", List.of());
    }

    /** How many shards a consumer has that it has not been asked for. */
    private long keeps(String holder, Duration elapsed) {
        return shards.values().stream()
                .filter(shard -> shard.holder() != null && shard.holder().name().equals(holder))
                .filter(shard -> shard.heir(elapsed) == null)
                .count();
    }

    private boolean hasEnded(String id) {
        var shard = shards.get(id);
        return shard != null && shard.hasEnded();
    }

    /**
     * Shards that we have not read to their end, and the stream has no more: parents, or older ones, which held some of
     * this shard's keys.
     */
    private List<ShardProgress> lostAncestors(Hello hello, KeyRange keys) {
        var expired = hello.shard().expiredParents();
        if (expired.isEmpty()) {
            return List.of();
        }
        return shards.values().stream()
                .filter(shard ->
                        !shard.hasEnded() && !shard.id().equals(hello.shard().shardId()))
                .filter(shard -> expired.contains(shard.id())
                        || shard.keys() != null && shard.keys().overlaps(keys))
                .toList();
    }

    private void giveUp(ShardProgress shard, String what, Instant now) {
        gaps.giveUp(shard, what, now);
        shard.giveUp();
    }

    /** The stream is no more; what was not read of its shards is lost. Their counts stay. */
    void dropAll(Instant now) {
        for (var shard : shards.values()) {
            if (!shard.hasEnded()) {
                giveUp(shard, "the stream was deleted and made anew", now);
            }
            formerRecords = formerRecords.plus(shard.records());
            formerUnknownFields += shard.unknownFields();
        }
        shards.clear();
        covered = false;
    }

    ShardProgress get(String id) {
        return shards.get(id);
    }

    /** The shard of this epoch's holder is free again, unless someone took it over meanwhile. */
    void leave(String id, long epoch) {
        var shard = shards.get(id);
        if (shard != null && shard.isHeldBy(epoch)) {
            shard.release();
        }
    }

    /** Moves the shard on; at its end its children become known. */
    void advance(ShardProgress shard, Batch batch, Records brought) {
        shard.advance(batch, brought);
        gaps.note(shard, batch.gap());
        if (shard.hasEnded()) {
            batch.children()
                    .forEach(child ->
                            shards.computeIfAbsent(child, ShardProgress::new).follows(shard));
            covered = coversAllKeys();
        }
    }

    /** All shards are on disk as far as they were in this image. */
    void hasOnDisk(Image image) {
        for (var frozen : image.shards()) {
            var shard = shards.get(frozen.id());
            if (shard != null) {
                shard.hasOnDisk(frozen.position());
            }
        }
    }

    /** Whether every key of the stream belongs to a shard that is being read: else there is a shard we do not know. */
    boolean covered() {
        return covered;
    }

    private boolean coversAllKeys() {
        return keysOf(ShardProgress::isOpen).equals(KeyRange.ALL);
    }

    /** The share of the stream's keys that someone reads at this moment. */
    double coverage() {
        return keysOf(shard -> shard.isOpen() && shard.holder() != null).doubleValue() / KeyRange.ALL.doubleValue();
    }

    /** Shards that have not been read to their end, and that nobody reads. */
    List<String> unread() {
        return unfinished()
                .filter(shard -> shard.holder() == null)
                .map(ShardProgress::id)
                .toList();
    }

    private BigInteger keysOf(Predicate<ShardProgress> which) {
        return KeyRange.together(
                shards.values().stream().filter(which).map(ShardProgress::keys).toList());
    }

    /** Everything that arrived before this moment, on whatever shard, has been read. */
    long readThroughMillis() {
        return covered
                ? unfinished().mapToLong(ShardProgress::readThroughMillis).min().orElse(ShardProgress.NEVER)
                : ShardProgress.NEVER;
    }

    /** Everything has been read that had arrived by then, in elapsed time; null if that is not known. */
    Duration readUpTo() {
        var unfinished = covered ? unfinished().toList() : List.<ShardProgress>of();
        return unfinished.stream().anyMatch(shard -> shard.readUpTo() == null)
                ? null
                : unfinished.stream()
                        .map(ShardProgress::readUpTo)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
    }

    private Stream<ShardProgress> unfinished() {
        return shards.values().stream().filter(shard -> !shard.hasEnded());
    }

    Records records() {
        return shards.values().stream().map(ShardProgress::records).reduce(formerRecords, Records::plus);
    }

    long unknownFields() {
        return formerUnknownFields
                + shards.values().stream()
                        .mapToLong(ShardProgress::unknownFields)
                        .sum();
    }

    /** Where all are, as one number. */
    long positions() {
        return shards.values().stream().mapToLong(ShardProgress::place).sum();
    }

    List<RecordedGap> gaps() {
        return gaps.all();
    }

    /** @param throttled how many records its quota has refused, by shard */
    List<ShardPicture> picture(Duration elapsed, Map<String, Long> throttled) {
        return shards.values().stream()
                .map(shard -> shard.picture(elapsed, throttled.getOrDefault(shard.id(), 0L)))
                .toList();
    }

    Image freeze() {
        return new Image(
                shards.values().stream().map(ShardProgress::freeze).toList(),
                formerRecords,
                formerUnknownFields,
                gaps.all());
    }
}
