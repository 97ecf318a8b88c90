package delivery.localkinesis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A page whose records still lie in the log: what the HTTP front writes out without a copy. */
record ReadPage(
        SequenceNumbers numbers,
        int shard,
        List<RecordSlice> slices,
        String nextShardIterator,
        long millisBehindLatest,
        List<GetRecordsResult.ChildShard> childShards) {

    GetRecordsResult copied() {
        var records = new ArrayList<StreamRecord>();
        for (var slice : slices) {
            for (int i = slice.from(); i < slice.to(); i++) {
                var data = new byte[slice.dataEnd(i) - slice.dataStart(i)];
                System.arraycopy(slice.bytes(), slice.dataStart(i), data, 0, data.length);
                records.add(new StreamRecord(
                        numbers.format(slice.firstOrdinal() + i, shard),
                        Instant.ofEpochMilli(slice.arrivals()[i]),
                        data,
                        slice.partitionKey(i)));
            }
        }
        return new GetRecordsResult(records, nextShardIterator, millisBehindLatest, childShards);
    }
}
