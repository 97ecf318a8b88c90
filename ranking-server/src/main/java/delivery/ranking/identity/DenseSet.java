package delivery.ranking.identity;

import java.util.Arrays;

/**
 * Which numbers of a dense counter 1, 2, 3, ... were seen: a low-water mark below which all were, and bits above it.
 * Costs next to nothing while the counter has hardly any gaps, a bit a number when it has many, and half a kilobyte a
 * number at worst, when they lie far apart. Not thread-safe.
 */
public final class DenseSet {
    /** Bit {@code i} is number {@code i + 1}; those up to the mark mean nothing. */
    private final Bits bits;

    private long low;
    private long size;
    private long highest;

    public DenseSet() {
        this(new Bits(), 0);
    }

    /** @param bits above the mark; number {@code low + 1} must not be among them */
    public DenseSet(Bits bits, long low) {
        this.bits = bits;
        this.low = low;
        size = low;
        highest = low;
        bits.visit(0, Long.MAX_VALUE, (leaf, words) -> {
            for (var word = 0; word < words.length; word++) {
                if (words[word] != 0) {
                    size += Long.bitCount(words[word]);
                    highest = (leaf << Bits.LEAF_SHIFT) + word * 64L + 64 - Long.numberOfLeadingZeros(words[word]);
                }
            }
        });
    }

    private DenseSet(DenseSet other) {
        bits = other.bits.freeze();
        low = other.low;
        size = other.size;
        highest = other.highest;
    }

    /** Whether the number is new. */
    public boolean add(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("a counter begins with 1, not " + number);
        }
        if (number <= low) {
            return false;
        }
        if (number == low + 1 && highest == low) {
            low = number;
            if (low % Bits.LEAF_BITS == 0) {
                bits.clearAll();
            }
        } else if (!bits.set(number - 1)) {
            return false;
        }
        size++;
        highest = Math.max(highest, number);
        if (number == low + 1) {
            raiseLow();
        }
        return true;
    }

    private void raiseLow() {
        long leaf;
        do {
            leaf = low >> Bits.LEAF_SHIFT;
            low = bits.firstClearInLeaf(low);
            if (low >> Bits.LEAF_SHIFT > leaf) {
                bits.dropFirstLeaf(leaf);
            }
        } while (low >> Bits.LEAF_SHIFT > leaf);
    }

    public boolean contains(long number) {
        if (number <= low || number > highest) {
            return number >= 1 && number <= low;
        }
        return bits.get(number - 1);
    }

    /** How many of the numbers {@code after + 1 .. upTo} are in the set. Walks the bits between. */
    public long countBetween(long after, long upTo) {
        return Math.max(0, Math.min(upTo, low) - after) + bits.countBetween(Math.max(after, low), upTo);
    }

    public long size() {
        return size;
    }

    /** All numbers up to this one are in the set, the one after it is not. */
    public long low() {
        return low;
    }

    /** The largest number seen, 0 if none. */
    long highest() {
        return highest;
    }

    /** Tells of all leaves with a bit above the mark, without the bits up to it. */
    public <E extends Exception> void forEachLeaf(Bits.LeafVisitor<E> visitor) throws E {
        if (highest > low) {
            bits.visit(low >> Bits.LEAF_SHIFT, highest - 1 >> Bits.LEAF_SHIFT, (leaf, words) -> {
                visitor.visit(leaf, leaf == low >> Bits.LEAF_SHIFT ? aboveLow(words) : words);
            });
        }
    }

    private long[] aboveLow(long[] words) {
        var above = words.clone();
        var word = (int) (low & Bits.LEAF_BITS - 1) >> 6;
        Arrays.fill(above, 0, word, 0);
        above[word] &= -1L << low;
        return above;
    }

    /** As it is now, whatever becomes of this one; in constant time. */
    public DenseSet freeze() {
        return new DenseSet(this);
    }

    /** Leaves of bits that are kept; for tests of what it costs. */
    int leaves() {
        return bits.leaves();
    }
}
