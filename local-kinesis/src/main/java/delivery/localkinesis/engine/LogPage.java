package delivery.localkinesis.engine;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.shard.RecordSlice;
import delivery.localkinesis.shard.StoredShard;
import java.util.ArrayList;
import java.util.List;

/** A page whose records still lie in the log: what the HTTP front writes out without a copy. */
public record LogPage(
        EngineClock clock,
        StoredShard shard,
        List<RecordSlice> slices,
        String nextShardIterator,
        long millisBehindLatest,
        List<GetRecordsResult.ChildShard> childShards) {

    /** No records and a lag: as a page of Kinesis may be though there are records. */
    public LogPage emptied(ShardIterator at, long nowMillis) {
        var first = slices.get(0);
        var behind = Math.max(1, nowMillis - first.arrival(first.from()));
        var again = at.reissued(nowMillis).encode();
        return new LogPage(clock, shard, List.of(), again, behind, List.of());
    }

    public String sequenceNumber(RecordSlice slice, int i) {
        return shard.numbers.format(slice.index(i), slice.arrival(i));
    }

    public GetRecordsResult copied() {
        var records = new ArrayList<StreamRecord>();
        for (var slice : slices) {
            for (int i = slice.from(); i < slice.to(); i++) {
                var data = new byte[slice.dataEnd(i) - slice.dataStart(i)];
                System.arraycopy(slice.bytes(), slice.dataStart(i), data, 0, data.length);
                records.add(new StreamRecord(
                        sequenceNumber(slice, i),
                        clock.instantAt(slice.arrival(i)),
                        data,
                        slice.partitionKey(i),
                        slice.isEncrypted(i)));
            }
        }
        return new GetRecordsResult(records, nextShardIterator, millisBehindLatest, childShards);
    }
}
