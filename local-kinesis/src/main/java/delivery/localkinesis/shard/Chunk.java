package delivery.localkinesis.shard;

import java.util.Arrays;

/** A run of records packed into one array: five million records are a few thousand objects to the collector. */
final class Chunk {
    static final int MAX_BYTES = 256 << 10; // below the size that makes an array "humongous" to G1
    private static final int MIN_BYTES = 4 << 10;
    private static final int INDEX_BYTES = 2 * Integer.BYTES + Long.BYTES;

    final long firstOrdinal;
    private final byte[] bytes;
    private int[] ends = new int[32];
    private long[] arrivals = new long[16];
    private int used;
    private int count;

    private Chunk(long firstOrdinal, int capacity) {
        this.firstOrdinal = firstOrdinal;
        this.bytes = new byte[capacity];
    }

    /** With room for a record of {@code size} bytes, and otherwise twice that of its predecessor. */
    static Chunk after(Chunk last, long firstOrdinal, int size) {
        var capacity = last == null ? MIN_BYTES : Math.min(MAX_BYTES, Math.max(MIN_BYTES, 2 * last.bytes.length));
        return new Chunk(firstOrdinal, Math.max(capacity, size));
    }

    boolean hasRoom(int size) {
        return bytes.length - used >= size;
    }

    void append(long arrival, byte[] data, byte[] key) {
        if (count == arrivals.length) {
            // Copied, never changed in place: slices keep the arrays they were cut from.
            ends = Arrays.copyOf(ends, 2 * ends.length);
            arrivals = Arrays.copyOf(arrivals, 2 * arrivals.length);
        }
        System.arraycopy(data, 0, bytes, used, data.length);
        System.arraycopy(key, 0, bytes, used + data.length, key.length);
        ends[2 * count] = used + data.length;
        used += data.length + key.length;
        ends[2 * count + 1] = used;
        arrivals[count] = arrival;
        count++;
    }

    RecordSlice slice(long fromOrdinal, int limit) {
        var from = (int) (fromOrdinal - firstOrdinal);
        return new RecordSlice(firstOrdinal, bytes, ends, arrivals, from, Math.min(count, from + limit));
    }

    /** The first record that arrived at that time or later. */
    long firstOrdinalAt(long millis) {
        return firstOrdinal + RecordLog.lowest(count, i -> arrivals[i] >= millis);
    }

    long endOrdinal() {
        return firstOrdinal + count;
    }

    long firstArrival() {
        return arrivals[0];
    }

    long lastArrival() {
        return arrivals[count - 1];
    }

    long arrival(long ordinal) {
        return arrivals[(int) (ordinal - firstOrdinal)];
    }

    long footprint() {
        return bytes.length + (long) INDEX_BYTES * arrivals.length;
    }
}
