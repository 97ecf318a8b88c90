package delivery.kinesis.read;

import delivery.kinesis.StreamException;
import delivery.model.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The pages of one shard in their order, asked for or sent. Knows where it is by position. Not thread-safe. */
public interface PageSource extends AutoCloseable {
    /** Where the next page begins. */
    Position position();

    /** The next page begins there. Who was never told begins at the trim horizon. */
    void seek(Position to);

    /** How long until it is worth asking for the next page; zero if it is now. */
    Duration untilDue();

    /**
     * The next page; null if there is none now, which is worth another try when it is due.
     *
     * @throws StreamException if waiting does not help: the shard or stream is gone, access is denied, or the position
     *     is not of this stream
     */
    @Nullable
    ReadPage tryRead();

    @Override
    default void close() {}
}
