package delivery.localkinesis.shard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A run of records packed into one piece of memory: five million records are a few thousand objects to the collector. */
final class Chunk {
    private static final int MIN_BYTES = 4 << 10;
    private static final int INDEX_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

    final long firstOrdinal;
    private final Slab slab;
    private int[] ends = new int[32];
    private long[] stamps = new long[32];
    private int used;
    private int count;

    private Chunk(long firstOrdinal, Slab slab) {
        this.firstOrdinal = firstOrdinal;
        this.slab = slab;
    }

    /** With room for a record of {@code size} bytes, and otherwise twice that of its predecessor. */
    static Chunk after(@Nullable Chunk last, long firstOrdinal, int size, Slabs slabs) {
        var capacity = last == null ? MIN_BYTES : Math.min(Slabs.BYTES, Math.max(MIN_BYTES, 2 * last.capacity()));
        return new Chunk(firstOrdinal, slabs.take(Math.max(capacity, size)));
    }

    boolean hasRoom(int size) {
        return capacity() - used >= size;
    }

    void append(long arrival, long index, boolean encrypted, PackedRecords from, int i) {
        if (2 * count == stamps.length) {
            // Copied, never changed in place: slices keep the arrays they were cut from.
            ends = Arrays.copyOf(ends, 2 * ends.length);
            stamps = Arrays.copyOf(stamps, 2 * stamps.length);
        }
        used = from.copyData(i, slab.bytes, used);
        ends[2 * count] = used;
        used = from.copyKey(i, slab.bytes, used);
        ends[2 * count + 1] = used;
        stamps[2 * count] = arrival;
        stamps[2 * count + 1] = encrypted ? ~index : index;
        count++;
    }

    RecordSlice slice(long fromOrdinal, int limit) {
        var from = (int) (fromOrdinal - firstOrdinal);
        return new RecordSlice(firstOrdinal, slab, ends, stamps, from, Math.min(count, from + limit));
    }

    /** The first record that arrived at that time or later. */
    long firstOrdinalAt(long millis) {
        return firstOrdinal + RecordLog.lowest(count, i -> stamps[2 * i] >= millis);
    }

    /** The first record of that index or a higher one. */
    long firstOrdinalOf(long index) {
        return firstOrdinal + RecordLog.lowest(count, i -> indexAt(i) >= index);
    }

    long endOrdinal() {
        return firstOrdinal + count;
    }

    long firstArrival() {
        return stamps[0];
    }

    long lastArrival() {
        return stamps[2 * count - 2];
    }

    long lastIndex() {
        return indexAt(count - 1);
    }

    long arrival(long ordinal) {
        return stamps[2 * (int) (ordinal - firstOrdinal)];
    }

    long index(long ordinal) {
        return indexAt((int) (ordinal - firstOrdinal));
    }

    long footprint() {
        return capacity() + (long) INDEX_BYTES * (stamps.length / 2);
    }

    /** The log holds it no longer. */
    void release() {
        slab.release();
    }

    private int capacity() {
        return slab.bytes.capacity();
    }

    private long indexAt(int i) {
        return RecordSlice.index(stamps[2 * i + 1]);
    }
}
