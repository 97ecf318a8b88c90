package delivery.kinesis;

import org.jspecify.annotations.Nullable;

/** What became of one entry of a put. */
public sealed interface PutResult {
    record Stored(String shardId, @Nullable String sequenceNumber) implements PutResult {}

    /** @param throttled whether the shard's quota was the reason, else an internal failure of the service */
    record Failed(boolean throttled, String message) implements PutResult {}
}
