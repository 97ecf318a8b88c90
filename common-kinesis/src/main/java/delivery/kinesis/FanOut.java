package delivery.kinesis;

import delivery.model.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Enhanced fan-out: the port to what the service sends of a stream by itself, to one registered consumer, which has 2 MiB a
 * second and shard for itself
 * (<a href="https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html">developer guide</a>). Thread-safe.
 */
public interface FanOut {
    /**
     * Asks to be sent what follows a position. Returns at once; whatever becomes of it is told by {@link Subscription#next}.
     * The service takes one a shard every five seconds from the same consumer.
     */
    Subscription subscribe(String shardId, Position position);

    /** What is sent of one shard. One thread's. */
    interface Subscription extends AutoCloseable {
        /**
         * The next page. It says when the service has given it no later than it was, mostly by much: a page may have been under
         * way for long if nobody took it.
         *
         * @param atMost that one is waited for
         * @return null if none has come
         * @throws StreamException if none will come any more
         */
        @Nullable
        RecordPage next(Duration atMost);

        /** Whether the service has ended it, as it does after five minutes, and all that it sent has been taken. */
        boolean isOver();

        @Override
        void close();
    }
}
