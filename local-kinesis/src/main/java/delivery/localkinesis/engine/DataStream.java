package delivery.localkinesis.engine;

import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.CallRates;
import delivery.localkinesis.quota.DailyCount;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.quota.WriteLoad;
import delivery.localkinesis.shard.PackedRecords;
import delivery.localkinesis.shard.Reshape;
import delivery.localkinesis.shard.RetainBudget;
import delivery.localkinesis.shard.ShardRanges;
import delivery.localkinesis.shard.StoredShard;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream: its state, which follows the clock, and its shards. Puts and reads lock a shard at most; what changes the
 * shape of the stream holds the stream's lock.
 */
final class DataStream {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    final String name;
    final String arn;
    /** Tells a stream from a later one of the same name. */
    final long uid;

    final long createdMillis;
    /** By name; new ones come while this stream's lock is held. */
    final Map<String, StreamConsumer> consumers = new ConcurrentSkipListMap<>();

    private final boolean limits;
    final Tags tags = new Tags();
    /** In JSON; null: none. */
    final AtomicReference<@Nullable String> policy = new AtomicReference<>();

    final CallRates rates = new CallRates();
    final WriteLoad load;
    // guarded by this
    final DailyCount shardCountUpdates = new DailyCount(Limits.SCALINGS_PER_DAY);
    final DailyCount modeUpdates = new DailyCount(Limits.MODE_UPDATES_PER_DAY);
    final DailyCount encryptionStarts = new DailyCount(Limits.ENCRYPTION_CHANGES_PER_DAY);
    final DailyCount encryptionStops = new DailyCount(Limits.ENCRYPTION_CHANGES_PER_DAY);

    /** Of the hash key that the last record was given: steps of the golden ratio hit all ranges evenly. */
    private final AtomicLong spread = new AtomicLong();

    private volatile Transition transition;
    private volatile ShardRanges shards;
    private volatile StreamSettings settings;
    private volatile long trimmedMillis = Long.MIN_VALUE;

    /**
     * The state the stream is in until that time.
     *
     * @param change what its shards become at the end; null: what they are
     */
    private record Transition(
            StreamStatus status, long untilMillis, @Nullable Consumer<Reshape> change) {
        Transition(StreamStatus status, long untilMillis) {
            this(status, untilMillis, null);
        }
    }

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
        this.shards = shards;
        this.settings = settings;
        this.limits = limits;
        this.load = new WriteLoad(nowMillis, shards.openCount());
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

    /** Stores records where their hash keys say, also while shards are being split; or where there is room for more. */
    void put(long nowMillis, PackedRecords batch, RetainBudget budget) {
        if (settings.spreads()) {
            batch.spread(i -> spread.addAndGet(GOLDEN_RATIO));
        }
        var encrypted = settings.keyId() != null;
        while (!shards.put(nowMillis, batch, encrypted, budget)) {
            Thread.onSpinWait(); // the map with the children of what was closed is published next
        }
        if (settings.mode() == StreamMode.ON_DEMAND) {
            load.wrote(nowMillis, batch.stored(), batch.storedBytes());
        }
    }

    /** The last that a sequence number of it may have: those of a shard that was just made are a little ahead of time. */
    long lastSecond(long nowMillis) {
        var second = Math.floorDiv(nowMillis, 1_000L) + 1;
        for (var shard : shards.open()) {
            second = Math.max(second, shard.numbers.shardSecond());
        }
        return second;
    }

    /** Is UPDATING until then and changes the shards at the end; meanwhile they are what they were. */
    synchronized void reshape(long nowMillis, long readyMillis, Consumer<Reshape> change) {
        transition = new Transition(StreamStatus.UPDATING, readyMillis, change);
        settle(nowMillis);
        shards.open().forEach(StoredShard::tellWatchers); // so that they come again when it is done
    }

    /** Does what was to be done at a time that is over: there is no thread for it, so whoever finds the stream does. */
    void settle(long nowMillis) {
        if (transition.change != null && nowMillis >= transition.untilMillis) {
            reshape(nowMillis);
        }
    }

    private synchronized void reshape(long nowMillis) {
        var due = transition;
        if (due.change == null || nowMillis < due.untilMillis) {
            return; // another thread has done it
        }
        var steps = new Reshape(shards.all().size(), due.untilMillis, limits);
        due.change.accept(steps);
        shards = shards.with(steps.made());
        transition = new Transition(due.status, due.untilMillis);
        steps.tellParents();
    }

    /** When the shards are going to change, or {@link Long#MAX_VALUE}. */
    long reshapeMillis() {
        var now = transition;
        return now.change == null ? Long.MAX_VALUE : now.untilMillis;
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
