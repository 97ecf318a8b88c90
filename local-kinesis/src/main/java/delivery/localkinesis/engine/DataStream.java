package delivery.localkinesis.engine;

import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.CallRates;
import delivery.localkinesis.quota.DailyCount;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.Reshape;
import delivery.localkinesis.shard.RetainBudget;
import delivery.localkinesis.shard.SequenceNumbers;
import delivery.localkinesis.shard.Shard;
import delivery.localkinesis.shard.ShardRanges;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

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
    final Tags tags = new Tags();
    /** In JSON; null: none. */
    final AtomicReference<String> policy = new AtomicReference<>();

    final CallRates rates = new CallRates();
    // guarded by this
    final DailyCount shardCountUpdates = new DailyCount(Limits.SCALINGS_PER_DAY);
    final DailyCount modeUpdates = new DailyCount(Limits.MODE_UPDATES_PER_DAY);
    final DailyCount encryptionStarts = new DailyCount(Limits.ENCRYPTION_CHANGES_PER_DAY);
    final DailyCount encryptionStops = new DailyCount(Limits.ENCRYPTION_CHANGES_PER_DAY);

    private volatile Transition transition;
    private volatile ShardRanges shards;
    private volatile StreamSettings settings;
    private volatile long trimmedMillis = Long.MIN_VALUE;

    /** The state the stream is in until that time. */
    private record Transition(StreamStatus status, long untilMillis) {}

    DataStream(
            String name,
            String arn,
            long uid,
            ShardRanges shards,
            StreamSettings settings,
            long nowMillis,
            long readyMillis,
            boolean limits) {
        this.name = name;
        this.arn = arn;
        this.uid = uid;
        this.createdMillis = nowMillis;
        this.numbers = new SequenceNumbers(nowMillis, (int) Long.remainderUnsigned(uid, 10_000));
        this.shards = shards;
        this.settings = settings;
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

    ShardRanges shards() {
        return shards;
    }

    StreamSettings settings() {
        return settings;
    }

    /** What arrived before then cannot be read any more. */
    long horizon(long nowMillis) {
        return Math.max(nowMillis - settings.retentionMillis(), trimmedMillis);
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

    /** Changes the shards and is UPDATING until then. */
    synchronized void reshape(long nowMillis, long readyMillis, Consumer<Reshape> steps) {
        var change = new Reshape(shards.all().size(), nowMillis, limits);
        steps.accept(change);
        transition = new Transition(StreamStatus.UPDATING, readyMillis);
        shards = shards.with(change.made());
        change.tellParents();
    }

    synchronized void set(StreamSettings changed, long nowMillis, long readyMillis) {
        // What was out of reach once stays so, also with a longer retention.
        trimmedMillis = horizon(nowMillis);
        settings = changed;
        transition = new Transition(StreamStatus.UPDATING, readyMillis);
    }

    synchronized void delete(long goneMillis) {
        transition = new Transition(StreamStatus.DELETING, goneMillis);
        consumers.values().forEach(StreamConsumer::streamDeleted);
    }
}
