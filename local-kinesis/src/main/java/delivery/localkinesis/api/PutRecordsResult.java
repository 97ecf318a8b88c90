package delivery.localkinesis.api;

import java.util.List;

/** What became of each record of a batch, in the order of the request. */
public record PutRecordsResult(int failedRecordCount, List<Entry> records) {
    /** Stored (shard and sequence number are there) or refused (error code and message are there). */
    public record Entry(String shardId, String sequenceNumber, String errorCode, String errorMessage) {
        public static Entry stored(String shardId, String sequenceNumber) {
            return new Entry(shardId, sequenceNumber, null, null);
        }

        public static Entry throttled(String message) {
            return new Entry(null, null, KinesisError.Type.ProvisionedThroughputExceededException.name(), message);
        }

        public boolean isStored() {
            return errorCode == null;
        }
    }
}
