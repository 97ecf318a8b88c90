package delivery.localkinesis.api;

/**
 * A record to put. The engine keeps a copy of its own.
 *
 * @param explicitHashKey decides the shard in place of the partition key; null if the partition key shall
 */
public record NewRecord(byte[] data, String partitionKey, String explicitHashKey) {
    public NewRecord(byte[] data, String partitionKey) {
        this(data, partitionKey, null);
    }
}
