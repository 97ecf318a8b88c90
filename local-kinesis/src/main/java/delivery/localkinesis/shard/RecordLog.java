package delivery.localkinesis.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The records of one shard by ordinal, oldest first; arrival times never decrease. Not thread-safe, its shard's lock
 * guards it; the slices it gives may be read without.
 */
final class RecordLog {
    private final List<Chunk> chunks = new ArrayList<>();
    private long first;
    private long next;
    private long lastArrival = Long.MIN_VALUE;
    private long lastIndex;

    RecordLog(long firstOrdinal) {
        first = firstOrdinal;
        next = firstOrdinal;
    }

    /** Adds a record of a batch and says by how many bytes the log has grown in memory. */
    long append(long arrival, long index, boolean encrypted, PackedRecords batch, int i, Slabs slabs) {
        var size = batch.bytes(i);
        var last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        var before = 0L;
        if (last == null || !last.hasRoom(size)) {
            last = Chunk.after(last, next, size, slabs);
            chunks.add(last);
        } else {
            before = last.footprint();
        }
        lastArrival = arrival;
        lastIndex = index;
        last.append(arrival, index, encrypted, batch, i);
        next++;
        return last.footprint() - before;
    }

    /** At most so many records and bytes from an ordinal on, to be released; one record in any case, if there is one. */
    List<RecordSlice> read(long from, int maxRecords, long maxBytes) {
        var slices = new ArrayList<RecordSlice>();
        var records = maxRecords;
        var bytes = maxBytes;
        for (var at = from; at < next && records > 0; ) {
            var whole = chunkOf(at).slice(at, records);
            if (!slices.isEmpty() && whole.size(whole.from()) > bytes) {
                break;
            }
            var slice = whole.cutTo(bytes);
            slice.hold();
            slices.add(slice);
            if (slice.to() < whole.to()) {
                break;
            }
            at += slice.to() - slice.from();
            records -= slice.to() - slice.from();
            bytes -= slice.totalBytes();
        }
        return slices;
    }

    /** Forgets what arrived before that time; says how many bytes of memory that freed. */
    long trimBefore(long millis) {
        long freed = 0;
        while (!chunks.isEmpty() && chunks.get(0).lastArrival() < millis) {
            freed += dropOldestChunk();
        }
        if (!chunks.isEmpty()) {
            first = Math.max(first, chunks.get(0).firstOrdinalAt(millis));
        }
        return freed;
    }

    /** Forgets the oldest run of records; says how many bytes of memory that freed. */
    long dropOldestChunk() {
        var oldest = chunks.remove(0);
        first = oldest.endOrdinal();
        oldest.release();
        return oldest.footprint();
    }

    /** The first record that arrived at that time or later, or where the next will be. */
    long firstOrdinalAt(long millis) {
        var at = lowest(chunks.size(), i -> chunks.get(i).lastArrival() >= millis);
        return at == chunks.size() ? next : Math.max(first, chunks.get(at).firstOrdinalAt(millis));
    }

    /** The first record of that index or a higher one, or where the next will be. */
    long firstOrdinalOf(long index) {
        var at = lowest(chunks.size(), i -> chunks.get(i).lastIndex() >= index);
        return at == chunks.size() ? next : Math.max(first, chunks.get(at).firstOrdinalOf(index));
    }

    /** Of the record that came last, {@link Long#MIN_VALUE} if none ever came. */
    long lastArrival() {
        return lastArrival;
    }

    /** Of the record that came last, 0 if none ever came. */
    long lastIndex() {
        return lastIndex;
    }

    /** When the oldest run of records began to arrive; {@link Long#MAX_VALUE} if there is none. */
    long oldestArrival() {
        return chunks.isEmpty() ? Long.MAX_VALUE : chunks.get(0).firstArrival();
    }

    long arrival(long ordinal) {
        return chunkOf(ordinal).arrival(ordinal);
    }

    long index(long ordinal) {
        return chunkOf(ordinal).index(ordinal);
    }

    /** The oldest ordinal that can be read; equals {@link #next} if there is nothing. */
    long first() {
        return first;
    }

    /** The ordinal of the next record to come. */
    long next() {
        return next;
    }

    private Chunk chunkOf(long ordinal) {
        return chunks.get(lowest(chunks.size(), i -> chunks.get(i).firstOrdinal > ordinal) - 1);
    }

    /** The first number from 0 on, and below the end, of which it is true, as it is of all after that; or the end. */
    static int lowest(int end, IntPredicate isSo) {
        var low = 0;
        var high = end;
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (isSo.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
