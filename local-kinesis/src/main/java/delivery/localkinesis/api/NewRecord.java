package delivery.localkinesis.api;

import org.jspecify.annotations.Nullable;

/**
 * A record to put. The engine keeps a copy of its own.
 *
 * @param partitionKey null: none, which a stream takes that distributes records by itself
 * @param explicitHashKey decides the shard in place of the partition key; null if the partition key shall
 */
public record NewRecord(
        byte[] data,
        @Nullable String partitionKey,
        @Nullable String explicitHashKey) {
    public NewRecord(byte[] data, String partitionKey) {
        this(data, partitionKey, null);
    }
}
