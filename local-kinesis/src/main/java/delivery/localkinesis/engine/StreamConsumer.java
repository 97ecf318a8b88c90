package delivery.localkinesis.engine;

import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.ConsumerStatus;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.Limits;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One registered consumer: its state, which follows the clock, and its feeds, one a shard. Thread-safe. */
final class StreamConsumer {
    final String name;
    final String arn;
    final String streamArn;
    final Tags tags = new Tags();
    final AtomicReference<@Nullable String> policy = new AtomicReference<>();
    private final Instant created;
    private final long readyMillis;
    private final Map<Integer, ShardFeed> feeds = new HashMap<>(); // guarded by this
    private long goneMillis = Long.MAX_VALUE; // guarded by this

    StreamConsumer(String name, String streamArn, Instant created, long readyMillis) {
        this.name = name;
        this.arn = streamArn + "/consumer/" + name + ":" + created.getEpochSecond();
        this.streamArn = streamArn;
        this.created = created;
        this.readyMillis = readyMillis;
    }

    synchronized ConsumerStatus status(long nowMillis) {
        if (goneMillis != Long.MAX_VALUE) {
            return ConsumerStatus.DELETING;
        }
        return nowMillis < readyMillis ? ConsumerStatus.CREATING : ConsumerStatus.ACTIVE;
    }

    synchronized boolean isGone(long nowMillis) {
        return nowMillis >= goneMillis;
    }

    /** The feed of a shard from now on; an older one ends, if it is not too young for that. */
    synchronized void add(ShardFeed feed) {
        var older = feeds.get(feed.shard.index);
        if (older != null && !older.isFinished()) {
            if (feed.startedMillis - older.startedMillis < Limits.RESUBSCRIBE_MILLIS) {
                throw KinesisError.inUse("Another active subscription exists for this consumer: " + arn + " and shard "
                        + feed.shard.id + ": it began less than " + Limits.RESUBSCRIBE_MILLIS / 1_000
                        + " seconds ago.");
            }
            older.end(KinesisError.inUse("A later call has taken over the subscription of consumer " + arn
                    + " to shard " + feed.shard.id + "."));
        }
        feeds.put(feed.shard.index, feed);
    }

    void delete(long atMillis) {
        endFeeds(KinesisError.notFound("Consumer " + arn + " is deregistered."), atMillis);
    }

    void streamDeleted() {
        endFeeds(KinesisError.notFound("The stream of consumer " + arn + " is deleted."), Long.MAX_VALUE);
    }

    ConsumerDescription describe(long nowMillis) {
        return new ConsumerDescription(name, arn, status(nowMillis), created, streamArn);
    }

    private void endFeeds(KinesisError why, long goneAt) {
        List<ShardFeed> ended;
        synchronized (this) {
            goneMillis = Math.min(goneMillis, goneAt);
            ended = List.copyOf(feeds.values());
            feeds.clear();
        }
        ended.forEach(feed -> feed.end(why));
    }
}
