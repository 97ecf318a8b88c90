package delivery.ranking;

import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.ShardIdentity;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the shards lie in the stream: their keys, what came out of what, and how much came in by each. One thread's. */
final class Lanes {
    private static final double KEYS = Math.pow(2, 128);

    private final Map<String, Lane> lanes = new TreeMap<>();
    private final EventEncoder encoder = new EventEncoder();

    /**
     * @param start where the shard's hash keys begin, 0..1 of all keys; negative if it is not known yet
     * @param end where they end
     * @param bytes of all its records that were read, without their partition keys
     * @param readThroughMillis all that arrived on it before this moment has been read; {@link Shard#NEVER} at first
     */
    record Lane(Set<String> parents, double start, double end, long bytes, long readThroughMillis) {
        static final Lane NEW = new Lane(Set.of(), -1, -1, 0, Shard.NEVER);

        private Lane with(List<String> moreParents) {
            var all = new TreeSet<>(parents);
            return all.addAll(moreParents) ? new Lane(Set.copyOf(all), start, end, bytes, readThroughMillis) : this;
        }
    }

    /** A consumer was let in to this shard. */
    void open(ShardIdentity shard) {
        var lane = get(shard.shardId()).with(shard.parents());
        lanes.put(
                shard.shardId(),
                new Lane(
                        lane.parents(),
                        share(shard.startingHashKey()),
                        share(shard.endingHashKey()),
                        lane.bytes(),
                        lane.readThroughMillis()));
    }

    private static double share(String key) {
        return new BigInteger(key).doubleValue() / KEYS;
    }

    /** A batch was applied, or had been before. */
    void hear(Batch batch, boolean isNew) {
        var lane = get(batch.shardId());
        lanes.put(
                batch.shardId(),
                new Lane(
                        lane.parents(),
                        lane.start(),
                        lane.end(),
                        lane.bytes() + (isNew ? bytes(batch) : 0),
                        Math.max(lane.readThroughMillis(), batch.readThroughMillis())));
        batch.children().forEach(child -> lanes.put(child, get(child).with(List.of(batch.shardId()))));
    }

    private long bytes(Batch batch) {
        var events = batch.events().stream().mapToLong(each -> sizeOf(each.event()));
        var progress = batch.progress().stream().mapToLong(word -> encoder.encode(word.progress()).length);
        var rejected = batch.rejected().stream().mapToLong(record -> Math.max(0, record.size()));
        return events.sum() + progress.sum() + rejected.sum();
    }

    private static int sizeOf(OrderEvent event) {
        return event instanceof OrderCreated ? EventEncoder.CREATED_BYTES : EventEncoder.LATER_BYTES;
    }

    private Lane get(String shardId) {
        return lanes.getOrDefault(shardId, Lane.NEW);
    }

    Map<String, Lane> picture() {
        return Map.copyOf(lanes);
    }
}
