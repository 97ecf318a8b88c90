package delivery.localkinesis.shard;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Records on their way into a stream, packed into one array as they came, and what becomes of each. It is filled, put
 * once, and then asked; not thread-safe.
 */
public final class PackedRecords {
    private static final int SPAN = 4;
    private static final int DONE = -1;

    private final byte[] bytes;
    private int[] spans; // for each: data from, to, partition key from, to
    private long[] hashKeys; // for each: high, low
    private int[] places; // for each: of its shard among the open ones, or DONE
    private int count;
    // what has become of each; an index of 0 says that it was not stored
    private StoredShard[] shards = {};
    private long[] indexes = {};
    private long[] arrivals = {};

    /** @param bytes where data and partition keys lie; they must not change before all is put */
    public PackedRecords(byte[] bytes, int expected) {
        this.bytes = bytes;
        this.spans = new int[SPAN * expected];
        this.hashKeys = new long[2 * expected];
        this.places = new int[expected];
    }

    /** One more; from is inclusive, to is not. */
    public void add(int dataFrom, int dataTo, int keyFrom, int keyTo, long hashHigh, long hashLow) {
        if (count == places.length) {
            var more = 2 * count + 1;
            spans = Arrays.copyOf(spans, SPAN * more);
            hashKeys = Arrays.copyOf(hashKeys, 2 * more);
            places = Arrays.copyOf(places, more);
        }
        var at = SPAN * count;
        spans[at] = dataFrom;
        spans[at + 1] = dataTo;
        spans[at + 2] = keyFrom;
        spans[at + 3] = keyTo;
        hashKeys[2 * count] = hashHigh;
        hashKeys[2 * count + 1] = hashLow;
        count++;
    }

    /** Gives each a hash key of its own, by the upper half of it, in place of that of its partition key. */
    public void spread(IntToLongFunction high) {
        for (int i = 0; i < count; i++) {
            hashKeys[2 * i] = high.applyAsLong(i);
            hashKeys[2 * i + 1] = 0;
        }
    }

    public int size() {
        return count;
    }

    /** How many bytes it counts for: its data and its partition key. */
    public int bytes(int i) {
        var at = SPAN * i;
        return spans[at + 1] - spans[at] + spans[at + 3] - spans[at + 2];
    }

    /** It is not put. */
    public void refuse(int i) {
        places[i] = DONE;
    }

    public boolean isStored(int i) {
        return indexes[i] != 0;
    }

    /** Whether it was not even tried. */
    public boolean isRefused(int i) {
        return shards[i] == null;
    }

    /** Where it was stored, or whose quota was used up; of one that was not refused. */
    public StoredShard shard(int i) {
        return shards[i];
    }

    /** How many were. */
    public int stored() {
        var stored = 0;
        for (int i = 0; i < count; i++) {
            stored += isStored(i) ? 1 : 0;
        }
        return stored;
    }

    /** Of those that were stored. */
    public long storedBytes() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += isStored(i) ? bytes(i) : 0;
        }
        return sum;
    }

    /** Of one that was stored. */
    public String sequenceNumber(int i) {
        return shards[i].numbers.format(indexes[i], arrivals[i]);
    }

    /** As {@link #sequenceNumber(int)}, {@link SequenceNumbers#LENGTH} digits of ASCII. */
    public void sequenceNumber(int i, byte[] to, int at) {
        shards[i].numbers.write(indexes[i], arrivals[i], to, at);
    }

    /** Finds the place of each that has none to stay at. */
    void place(ShardRanges ranges) {
        if (shards.length < count) {
            shards = new StoredShard[count];
            indexes = new long[count];
            arrivals = new long[count];
        }
        for (int i = 0; i < count; i++) {
            if (places[i] != DONE) {
                places[i] = ranges.place(hashKeys[2 * i], hashKeys[2 * i + 1]);
            }
        }
    }

    boolean isDone(int i) {
        return places[i] == DONE;
    }

    int place(int i) {
        return places[i];
    }

    void stored(int i, StoredShard shard, long index, long arrival) {
        places[i] = DONE;
        shards[i] = shard;
        indexes[i] = index;
        arrivals[i] = arrival;
    }

    void throttled(int i, StoredShard shard) {
        places[i] = DONE;
        shards[i] = shard;
    }

    /** Says where the copy ends. */
    int copyData(int i, ByteBuffer to, int at) {
        return copy(spans[SPAN * i], spans[SPAN * i + 1], to, at);
    }

    int copyKey(int i, ByteBuffer to, int at) {
        return copy(spans[SPAN * i + 2], spans[SPAN * i + 3], to, at);
    }

    private int copy(int from, int end, ByteBuffer to, int at) {
        to.put(at, bytes, from, end - from);
        return at + end - from;
    }
}
