package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.quota.SecondBucket;
import delivery.localkinesis.shard.StoredShard;
import org.jspecify.annotations.Nullable;

/**
 * What SubscribeToShard brings: a shard's records from a position on, as fast as its quota allows. It never waits: who
 * reads it, one thread at a time, asks for {@link #next} and is {@link #onChange called} when asking again may help.
 */
public final class ShardFeed implements AutoCloseable {
    private static final long THROTTLED_MILLIS = 50;
    private static final Runnable NOBODY = () -> {};

    final StoredShard shard;
    final long startedMillis;
    private final DataStream stream;
    private final Account account;
    private final SecondBucket bytes = new SecondBucket(Limits.SUBSCRIPTION_BYTES_PER_SECOND);
    private final Runnable wake = this::wake;
    private long position;
    private volatile boolean finished;
    private volatile @Nullable KinesisError ended; // null: not from outside
    private volatile Runnable reader = NOBODY;

    ShardFeed(Account account, DataStream stream, StoredShard shard, long position, long nowMillis) {
        this.account = account;
        this.stream = stream;
        this.shard = shard;
        this.position = position;
        this.startedMillis = nowMillis;
    }

    /**
     * One event.
     *
     * @param continuation where a later subscription goes on, by AFTER_SEQUENCE_NUMBER; null at the shard's end
     */
    public record Event(LogPage page, @Nullable String continuation) {
        public boolean isLast() {
            return continuation == null;
        }
    }

    /** @param action runs on the thread of whoever puts or ends: it must not wait */
    public void onChange(Runnable action) {
        reader = action;
        shard.watch(wake);
    }

    /** What there is now; null if that is nothing, unless emptiness is to be said as well. */
    public @Nullable Event next(boolean evenEmpty) {
        var now = account.clock.millis();
        stream.settle(now);
        var limits = account.options.limits();
        var left = limits ? bytes.left(now) : Limits.EVENT_BYTES;
        var allowed = left < 1 ? 0 : Limits.PAGE_RECORDS;
        var read = shard.feed(
                now, stream.horizon(now), position, allowed, (int) Math.min(left, Limits.EVENT_BYTES), account.budget);
        if (read.slices().isEmpty() && !read.ended() && !evenEmpty) {
            return null;
        }
        position = read.next();
        read.slices().forEach(slice -> bytes.take(slice.totalBytes()));
        var continuation = read.ended() ? null : shard.numberBefore(position);
        var page = new LogPage(account.clock, shard, read.slices(), null, read.millisBehind(), DataPath.describe(read));
        finished = read.ended();
        return new Event(page, continuation);
    }

    /**
     * In how many milliseconds it may have more without a call of {@link #onChange}: its quota lets it give no more now,
     * or its shard is going to be closed. {@link Long#MAX_VALUE}: it will call.
     */
    public long againMillis() {
        var now = account.clock.millis();
        if (account.options.limits() && bytes.left(now) < 1) {
            return THROTTLED_MILLIS;
        }
        var reshape = stream.reshapeMillis();
        return reshape == Long.MAX_VALUE ? reshape : Math.max(1, reshape - now);
    }

    /** Why it was ended from outside; null if it was not. */
    public @Nullable KinesisError ended() {
        return ended;
    }

    void end(KinesisError why) {
        ended = why;
        finished = true;
        wake();
    }

    /** Over as it should be, so that the next subscription need not wait for its turn. */
    public void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    /** Nobody reads it any more. */
    @Override
    public void close() {
        shard.unwatch(wake);
        reader = NOBODY;
    }

    private void wake() {
        reader.run();
    }
}
