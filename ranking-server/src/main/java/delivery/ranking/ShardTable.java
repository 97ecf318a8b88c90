package delivery.ranking;

import delivery.protocol.Message;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.RankingPicture.Records;
import delivery.ranking.RankingPicture.ShardPicture;
import delivery.ranking.Shard.Holder;
import delivery.ranking.Shard.KeyRange;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The shards we know: who may bring which, and how far each is. */
final class ShardTable {
    private static final BigInteger KEYS = BigInteger.TWO.pow(128);

    private final TreeMap<String, Shard> shards = new TreeMap<>();
    private long lastEpoch;
    private boolean covered;

    /**
     * An answer to a Hello.
     *
     * @param fencedEpoch of the consumer that loses the shard to this one; 0 if none does
     */
    record Greeting(Message answer, long fencedEpoch) {}

    /** @param bornAtMillis when this server started: an epoch of its last life does not come again */
    ShardTable(long bornAtMillis) {
        lastEpoch = bornAtMillis << 20;
    }

    Greeting greet(Hello hello, KeyRange keys, Instant now) {
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
        var before = shard == null ? null : shard.holder();
        if (before != null && !hello.takeover()) {
            return refused(
                    Reason.BUSY,
                    id + " is read by " + before.name() + " since " + before.since()
                            + ": stop that one, or give --takeover",
                    List.of());
        }
        if (shard == null) {
            shard = new Shard(id);
            shards.put(id, shard);
        }
        shard.open(keys, new Holder(hello.holder(), ++lastEpoch, now));
        covered = coversAllKeys();
        var welcome = new Welcome(
                Admission.version(hello),
                lastEpoch,
                shard.position(),
                MessageChannel.MAX_FRAME_BYTES,
                (int) Connection.IDLE.toMillis(),
                Math.max(0, shard.readThroughMillis()));
        return new Greeting(welcome, before == null ? 0 : before.epoch());
    }

    private static Greeting refused(Reason reason, String text, List<String> shards) {
        return new Greeting(new Refused(reason, text, shards), 0);
    }

    private boolean hasEnded(String id) {
        var shard = shards.get(id);
        return shard != null && shard.hasEnded();
    }

    Shard get(String id) {
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
    void advance(Shard shard, Batch batch, Records brought) {
        shard.advance(batch, brought);
        if (shard.hasEnded()) {
            batch.children().forEach(child -> shards.computeIfAbsent(child, Shard::new));
            covered = coversAllKeys();
        }
    }

    /** Whether every key of the stream belongs to a shard that is being read: else there is a shard we do not know. */
    boolean covered() {
        return covered;
    }

    private boolean coversAllKeys() {
        var next = BigInteger.ZERO;
        var ranges = shards.values().stream()
                .filter(Shard::isOpen)
                .map(Shard::keys)
                .sorted(Comparator.comparing(KeyRange::start))
                .toList();
        for (var range : ranges) {
            if (range.start().compareTo(next) > 0) {
                return false;
            }
            next = next.max(range.end().add(BigInteger.ONE));
        }
        return next.compareTo(KEYS) >= 0;
    }

    /** Everything that arrived before this moment, on whatever shard, has been read. */
    long readThroughMillis() {
        if (!covered) {
            return Shard.NEVER;
        }
        return unfinished().min().orElse(Shard.NEVER);
    }

    private LongStream unfinished() {
        return shards.values().stream().filter(shard -> !shard.hasEnded()).mapToLong(Shard::readThroughMillis);
    }

    Collection<Shard> all() {
        return shards.values();
    }

    List<ShardPicture> picture(long nowMillis) {
        return shards.values().stream().map(shard -> shard.picture(nowMillis)).toList();
    }
}
