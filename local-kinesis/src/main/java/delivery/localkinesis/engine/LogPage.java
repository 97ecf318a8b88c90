package delivery.localkinesis.engine;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.shard.RecordSlice;
import delivery.localkinesis.shard.SequenceNumbers;
import java.util.ArrayList;
import java.util.List;

/** A page whose records still lie in the log: what the HTTP front writes out without a copy. */
public record LogPage(
        EngineClock clock,
        SequenceNumbers numbers,
        int shard,
        List<RecordSlice> slices,
        String nextShardIterator,
        long millisBehindLatest,
        List<GetRecordsResult.ChildShard> childShards) {

    /** No records and a lag: as a page of Kinesis may be though there are records. */
    public LogPage emptied(ShardIterator at, long nowMillis) {
        var first = slices.get(0);
        var behind = Math.max(1, nowMillis - first.arrivals()[first.from()]);
        var again = new ShardIterator(at.streamUid(), at.shard(), at.ordinal(), nowMillis).encode();
        return new LogPage(clock, numbers, shard, List.of(), again, behind, List.of());
    }

    public GetRecordsResult copied() {
        var records = new ArrayList<StreamRecord>();
        for (var slice : slices) {
            for (int i = slice.from(); i < slice.to(); i++) {
                var data = new byte[slice.dataEnd(i) - slice.dataStart(i)];
                System.arraycopy(slice.bytes(), slice.dataStart(i), data, 0, data.length);
                records.add(new StreamRecord(
                        numbers.format(slice.firstOrdinal() + i, shard),
                        clock.instantAt(slice.arrivals()[i]),
                        data,
                        slice.partitionKey(i)));
            }
        }
        return new GetRecordsResult(records, nextShardIterator, millisBehindLatest, childShards);
    }
}
