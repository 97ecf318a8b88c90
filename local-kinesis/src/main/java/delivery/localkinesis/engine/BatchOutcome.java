package delivery.localkinesis.engine;

import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.shard.PackedRecords;
import java.util.ArrayList;

/**
 * What has become of a batch: read by who writes the answer, without an object for each record.
 *
 * @param encrypted whether the stream is said to be
 * @param refused what is said of a record that was not even tried
 */
public record BatchOutcome(PackedRecords batch, String stream, boolean encrypted, String refused) {
    public int failed() {
        return batch.size() - batch.stored();
    }

    /** Why the n-th was not stored. */
    public String error(int i) {
        return batch.isRefused(i) ? refused : DataPath.rateExceeded(stream, batch.shard(i).id);
    }

    public PutRecordsResult asResult() {
        var entries = new ArrayList<PutRecordsResult.Entry>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            entries.add(
                    batch.isStored(i)
                            ? PutRecordsResult.Entry.stored(batch.shard(i).id, batch.sequenceNumber(i))
                            : PutRecordsResult.Entry.throttled(error(i)));
        }
        return new PutRecordsResult(failed(), entries);
    }
}
