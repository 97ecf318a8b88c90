package delivery.localkinesis.shard;

import java.nio.charset.StandardCharsets;

/**
 * Some records in a row, where they lie: readers get these without a copy. The arrays are append-only, and what a
 * slice points at was complete when the slice was cut, so it can be read without a lock.
 *
 * @param firstOrdinal of record 0 of the arrays
 * @param ends for each record the end of its data and the end of its partition key, which follows the data
 */
public record RecordSlice(long firstOrdinal, byte[] bytes, int[] ends, long[] arrivals, int from, int to) {
    public int dataStart(int i) {
        return i == 0 ? 0 : ends[2 * i - 1];
    }

    public int dataEnd(int i) {
        return ends[2 * i];
    }

    public int keyEnd(int i) {
        return ends[2 * i + 1];
    }

    int size(int i) {
        return keyEnd(i) - dataStart(i);
    }

    public String partitionKey(int i) {
        return new String(bytes, dataEnd(i), keyEnd(i) - dataEnd(i), StandardCharsets.UTF_8);
    }

    /** Up to {@code limit} bytes of it, and the first record in any case. */
    RecordSlice cutTo(long limit) {
        var end = from + 1;
        for (var left = limit - size(from); end < to && size(end) <= left; end++) {
            left -= size(end);
        }
        return new RecordSlice(firstOrdinal, bytes, ends, arrivals, from, end);
    }

    public long totalBytes() {
        return keyEnd(to - 1) - dataStart(from);
    }
}
