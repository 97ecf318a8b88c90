package delivery.localkinesis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * One stream: its state, which follows the clock, and its shards. Puts and reads lock a shard at most; what changes the
 * shape of the stream holds the stream's lock.
 */
final class DataStream {
    final String name;
    final String arn;
    /** Tells a stream from a later one of the same name. */
    final long uid;

    final long createdMillis;
    final SequenceNumbers numbers;
    /** By name; new ones come while this stream's lock is held. */
    final Map<String, StreamConsumer> consumers = new ConcurrentSkipListMap<>();

    private final boolean limits;
    private volatile Transition transition;
    private volatile ShardMap shards;

    /** The state the stream is in until that time. */
    private record Transition(StreamStatus status, long untilMillis) {}

    DataStream(String name, String arn, long uid, ShardMap shards, long nowMillis, long readyMillis, boolean limits) {
        this.name = name;
        this.arn = arn;
        this.uid = uid;
        this.createdMillis = nowMillis;
        this.numbers = new SequenceNumbers(nowMillis, (int) Long.remainderUnsigned(uid, 10_000));
        this.shards = shards;
        this.limits = limits;
        this.transition = new Transition(StreamStatus.CREATING, readyMillis);
    }

    StreamStatus status(long nowMillis) {
        var now = transition;
        return nowMillis < now.untilMillis || now.status == StreamStatus.DELETING ? now.status : StreamStatus.ACTIVE;
    }

    boolean isGone(long nowMillis) {
        var now = transition;
        return now.status == StreamStatus.DELETING && nowMillis >= now.untilMillis;
    }

    ShardMap shards() {
        return shards;
    }

    /** Stores a record where its hash key says, also while shards are being split; the answer is the shard's. */
    Placed put(long nowMillis, HashKey hashKey, byte[] data, byte[] partitionKey, RetainBudget budget) {
        while (true) {
            var shard = shards.of(hashKey);
            var ordinal = shard.put(nowMillis, data, partitionKey, budget);
            if (ordinal != Shard.CLOSED) {
                shard.tellWatchers();
                return new Placed(shard, ordinal);
            }
            Thread.onSpinWait(); // the map with its children is published next
        }
    }

    record Placed(Shard shard, long ordinal) {
        boolean isThrottled() {
            return ordinal == Shard.THROTTLED;
        }
    }

    synchronized void split(Shard shard, HashKey at, long nowMillis, long readyMillis) {
        var index = shards.all().size();
        shard.close(nowMillis);
        succeed(
                List.of(shard),
                List.of(
                        shard.child(index, shard.low, at.previous(), null, limits),
                        shard.child(index + 1, at, shard.high, null, limits)),
                readyMillis);
    }

    synchronized void merge(Shard shard, Shard adjacent, long nowMillis, long readyMillis) {
        shard.close(nowMillis);
        adjacent.close(nowMillis);
        var low = shard.low.compareTo(adjacent.low) < 0 ? shard.low : adjacent.low;
        var high = shard.high.compareTo(adjacent.high) > 0 ? shard.high : adjacent.high;
        var child = shard.child(shards.all().size(), low, high, adjacent, limits);
        succeed(List.of(shard, adjacent), List.of(child), readyMillis);
    }

    synchronized void delete(long goneMillis) {
        transition = new Transition(StreamStatus.DELETING, goneMillis);
        consumers.values().forEach(StreamConsumer::streamDeleted);
    }

    private void succeed(List<Shard> parents, List<Shard> children, long readyMillis) {
        transition = new Transition(StreamStatus.UPDATING, readyMillis);
        shards = shards.with(children);
        // Last: who learns of the children by reading a parent to its end must find them.
        parents.forEach(parent -> {
            parent.succeededBy(children);
            parent.tellWatchers();
        });
    }
}
