package delivery.ranking;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * Which numbers of a dense counter 1, 2, 3, ... were seen: a low-water mark below which all were, and bits above it.
 * Costs next to nothing while the counter has no gaps, and a couple of hundred bytes a number at worst, when they lie
 * far apart. Not thread-safe.
 */
final class DenseSet {
    private static final int SHIFT = 10;
    private static final int CHUNK = 1 << SHIFT;
    /** Stands for every chunk without a gap, however many lie above one early gap. */
    private static final long[] FULL = new long[CHUNK / 64];

    static {
        Arrays.fill(FULL, -1);
    }

    /** Bit {@code i} of chunk {@code c} is number {@code c * CHUNK + i + 1}; bits up to the mark mean nothing. */
    private final TreeMap<Long, long[]> chunks = new TreeMap<>();

    private long low;
    private long size;
    private long highest;

    /** Whether the number is new. */
    boolean add(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("a counter begins with 1, not " + number);
        }
        if (number <= low) {
            return false;
        }
        if (number == low + 1 && chunks.isEmpty()) {
            low = number;
        } else if (!mark(number - 1)) {
            return false;
        } else if (number == low + 1) {
            raiseLow();
        }
        size++;
        highest = Math.max(highest, number);
        return true;
    }

    private boolean mark(long index) {
        var bits = chunks.computeIfAbsent(index >> SHIFT, c -> new long[CHUNK / 64]);
        var word = (int) (index & CHUNK - 1) >> 6;
        var bit = 1L << index;
        if ((bits[word] & bit) != 0) {
            return false;
        }
        bits[word] |= bit;
        if (bits[word] == -1 && Arrays.equals(bits, FULL)) {
            chunks.put(index >> SHIFT, FULL);
        }
        return true;
    }

    private void raiseLow() {
        for (var bits = chunks.get(low >> SHIFT); bits != null; bits = chunks.get(low >> SHIFT)) {
            var end = (low >> SHIFT) + 1 << SHIFT;
            while (low < end && (bits[(int) (low & CHUNK - 1) >> 6] & 1L << low) != 0) {
                low++;
            }
            if (low < end && hasAbove(bits)) {
                return;
            }
            chunks.remove((end >> SHIFT) - 1);
        }
    }

    private boolean hasAbove(long[] bits) {
        var word = (int) (low & CHUNK - 1) >> 6;
        var above = bits[word] & -1L << low;
        while (above == 0 && ++word < bits.length) {
            above = bits[word];
        }
        return above != 0;
    }

    boolean contains(long number) {
        if (number <= low) {
            return number >= 1;
        }
        var index = number - 1;
        var bits = chunks.get(index >> SHIFT);
        return bits != null && (bits[(int) (index & CHUNK - 1) >> 6] & 1L << index) != 0;
    }

    /** How many of the numbers {@code after + 1 .. upTo} are in the set. Walks the chunks between. */
    long countBetween(long after, long upTo) {
        var count = Math.max(0, Math.min(upTo, low) - after);
        var from = Math.max(after, low);
        if (from >= upTo) {
            return count;
        }
        for (var chunk :
                chunks.subMap(from >> SHIFT, true, upTo - 1 >> SHIFT, true).entrySet()) {
            for (var word = 0; word < CHUNK / 64; word++) {
                var first = (chunk.getKey() << SHIFT) + word * 64L;
                if (first + 64 > from && first < upTo) {
                    var mask = from > first ? -1L << from - first : -1L;
                    mask &= upTo < first + 64 ? -1L >>> first + 64 - upTo : -1L;
                    count += Long.bitCount(chunk.getValue()[word] & mask);
                }
            }
        }
        return count;
    }

    long size() {
        return size;
    }

    /** The largest number seen, 0 if none. */
    long highest() {
        return highest;
    }

    /** Chunks of bits that are kept; for tests of what it costs. */
    int chunks() {
        return chunks.size();
    }
}
