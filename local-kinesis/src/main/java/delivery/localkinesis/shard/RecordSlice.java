package delivery.localkinesis.shard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Some records in a row, where they lie: readers get these without a copy, and {@link #release} them when they have read. The
 * arrays are append-only, and what a slice points at was complete when the slice was cut, so it can be read without a lock.
 *
 * @param firstOrdinal of record 0 of the arrays
 * @param ends for each record the end of its data and the end of its partition key, which follows the data
 * @param stamps for each record when it arrived and its {@link SequenceNumber#index}, inverted if it is said to be encrypted
 */
public record RecordSlice(long firstOrdinal, Slab slab, int[] ends, long[] stamps, int from, int to) {
    /** Data and partition keys, at the places told below. */
    public ByteBuffer bytes() {
        return slab.bytes;
    }

    /** Once: what was there may be written over. */
    public void release() {
        slab.release();
    }

    void hold() {
        slab.hold();
    }

    public int dataStart(int i) {
        return i == 0 ? 0 : ends[2 * i - 1];
    }

    public int dataEnd(int i) {
        return ends[2 * i];
    }

    public int keyEnd(int i) {
        return ends[2 * i + 1];
    }

    /** In milliseconds of the engine's clock. */
    public long arrival(int i) {
        return stamps[2 * i];
    }

    /** Of its sequence number. */
    public long index(int i) {
        return index(stamps[2 * i + 1]);
    }

    public boolean isEncrypted(int i) {
        return stamps[2 * i + 1] < 0;
    }

    static long index(long stamp) {
        return stamp < 0 ? ~stamp : stamp;
    }

    int size(int i) {
        return keyEnd(i) - dataStart(i);
    }

    public String partitionKey(int i) {
        return new String(copied(dataEnd(i), keyEnd(i)), StandardCharsets.UTF_8);
    }

    public byte[] data(int i) {
        return copied(dataStart(i), dataEnd(i));
    }

    private byte[] copied(int start, int end) {
        var copy = new byte[end - start];
        slab.bytes.get(start, copy);
        return copy;
    }

    /** Up to {@code limit} bytes of it, and the first record in any case. */
    RecordSlice cutTo(long limit) {
        var end = from + 1;
        for (var left = limit - size(from); end < to && size(end) <= left; end++) {
            left -= size(end);
        }
        return new RecordSlice(firstOrdinal, slab, ends, stamps, from, end);
    }

    public long totalBytes() {
        return (long) keyEnd(to - 1) - dataStart(from);
    }
}
