package delivery.localkinesis.engine;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.shard.RecordSlice;
import delivery.localkinesis.shard.StoredShard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page whose records still lie in the log: what the HTTP front writes out without a copy, and then closes, once. */
public record LogPage(
        EngineClock clock,
        StoredShard shard,
        List<RecordSlice> slices,
        @Nullable String nextShardIterator,
        long millisBehindLatest,
        List<GetRecordsResult.ChildShard> childShards)
        implements AutoCloseable {

    /** No records and a lag: as a page of Kinesis may be though there are records. */
    public LogPage emptied(ShardIterator at, long nowMillis) {
        var first = slices.get(0);
        var behind = Math.max(1, nowMillis - first.arrival(first.from()));
        var again = at.reissued(nowMillis).encode();
        close();
        return new LogPage(clock, shard, List.of(), again, behind, List.of());
    }

    public String sequenceNumber(RecordSlice slice, int i) {
        return shard.numbers.format(slice.index(i), slice.arrival(i));
    }

    @Override
    public void close() {
        slices.forEach(RecordSlice::release);
    }

    /** Its records by themselves; it is closed. */
    public GetRecordsResult copied() {
        var records = new ArrayList<StreamRecord>();
        for (var slice : slices) {
            for (int i = slice.from(); i < slice.to(); i++) {
                records.add(new StreamRecord(
                        sequenceNumber(slice, i),
                        clock.instantAt(slice.arrival(i)),
                        slice.data(i),
                        slice.partitionKey(i),
                        slice.isEncrypted(i)));
            }
        }
        close();
        return new GetRecordsResult(records, nextShardIterator, millisBehindLatest, childShards);
    }
}
