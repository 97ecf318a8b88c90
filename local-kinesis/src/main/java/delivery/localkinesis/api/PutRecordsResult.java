package delivery.localkinesis.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of each record of a batch, in the order of the request. */
public record PutRecordsResult(int failedRecordCount, List<Entry> records) {
    /** Stored (shard and sequence number are there) or refused (error code and message are there). */
    public record Entry(
            @Nullable String shardId,
            @Nullable String sequenceNumber,
            @Nullable String errorCode,
            @Nullable String errorMessage) {
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
