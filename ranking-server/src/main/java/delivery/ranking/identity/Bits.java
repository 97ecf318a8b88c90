package delivery.ranking.identity;

import delivery.bytes.Fields;
import java.util.Arrays;

/**
 * A set of indexes 0..2^63-1 as a sparse bitmap: leaves of 4,096 bits under nodes of 64 children. Leaves without a gap
 * share one array, so that only the ragged parts cost anything: a bit an index, or half a kilobyte for an index far from
 * all others.
 *
 * <p>{@link #freeze()} takes a picture in constant time: both then share all nodes, and whoever writes first copies the
 * few on the way. A node says which of its children are its own; what hangs below a shared one is shared too, whatever
 * it says itself. Not thread-safe; a frozen picture may be read by any one other thread.
 */
public final class Bits {
    static final int LEAF_SHIFT = 12;
    static final int LEAF_BITS = 1 << LEAF_SHIFT;

    private static final int LEAF_WORDS = LEAF_BITS / 64;
    /** Of two bytes a bit, so many take less than the bitmap. */
    private static final int LIST_MAX = LEAF_BITS / 16 - 1;

    private static final int FAN_SHIFT = BitsNode.FAN_SHIFT;
    private static final int FAN_MASK = (1 << FAN_SHIFT) - 1;
    private static final long[] FULL = new long[LEAF_WORDS];

    static {
        Arrays.fill(FULL, -1);
    }

    private BitsNode root;
    /** Levels of nodes above the leaves. */
    private int levels = 1;

    private boolean sharesRoot;

    /** Told of each leaf in ascending order; the words must not be changed. */
    public interface LeafVisitor<E extends Exception> {
        void visit(long leaf, long[] words) throws E;
    }

    public boolean get(long index) {
        var words = leaf(index >>> LEAF_SHIFT);
        return words != null && (words[word(index)] & 1L << index) != 0;
    }

    /** Whether the index was not in the set. */
    public boolean set(long index) {
        if (get(index)) {
            return false;
        }
        var parent = ownParent(index >>> LEAF_SHIFT);
        var slot = (int) (index >>> LEAF_SHIFT) & FAN_MASK;
        var words = ownLeaf(parent, slot);
        words[word(index)] |= 1L << index;
        if (words[word(index)] == -1 && Arrays.equals(words, FULL)) {
            parent.put(slot, FULL, false);
        }
        return true;
    }

    /** Whether the index was in the set. */
    public boolean clear(long index) {
        if (!get(index)) {
            return false;
        }
        var parent = ownParent(index >>> LEAF_SHIFT);
        ownLeaf(parent, (int) (index >>> LEAF_SHIFT) & FAN_MASK)[word(index)] &= ~(1L << index);
        return true;
    }

    private static int word(long index) {
        return (int) (index & LEAF_BITS - 1) >> 6;
    }

    /** The words of the leaf with this number, null if all its bits are 0. */
    private long[] leaf(long leaf) {
        if (root == null || isBeyond(leaf)) {
            return null;
        }
        Object at = root;
        for (var level = levels - 1; level >= 0 && at != null; level--) {
            at = ((BitsNode) at).children[slot(leaf, level)];
        }
        return (long[]) at;
    }

    private boolean isBeyond(long leaf) {
        return levels * FAN_SHIFT < Long.SIZE && leaf >>> levels * FAN_SHIFT != 0;
    }

    private static int slot(long leaf, int level) {
        return (int) (leaf >>> level * FAN_SHIFT) & FAN_MASK;
    }

    /** The lowest node above that leaf, ready to be written to. */
    private BitsNode ownParent(long leaf) {
        while (isBeyond(leaf)) {
            if (root != null) {
                var above = new BitsNode();
                above.put(0, root, !sharesRoot);
                root = above;
                sharesRoot = false;
            }
            levels++;
        }
        if (root == null || sharesRoot) {
            root = root == null ? new BitsNode() : root.copy();
            sharesRoot = false;
        }
        var at = root;
        for (var level = levels - 1; level > 0; level--) {
            var slot = slot(leaf, level);
            var child = (BitsNode) at.children[slot];
            if (child == null || !at.owns(slot)) {
                child = child == null ? new BitsNode() : child.copy();
                at.put(slot, child, true);
            }
            at = child;
        }
        return at;
    }

    private static long[] ownLeaf(BitsNode parent, int slot) {
        var words = (long[]) parent.children[slot];
        if (words == null || !parent.owns(slot)) {
            words = words == null ? new long[LEAF_WORDS] : words.clone();
            parent.put(slot, words, true);
        }
        return words;
    }

    /** The first index from this one on, within its leaf, that is not in the set; else where the leaf ends. */
    long firstClearInLeaf(long from) {
        var words = leaf(from >>> LEAF_SHIFT);
        if (words == null) {
            return from;
        }
        var word = word(from);
        var clear = ~words[word] & -1L << from;
        while (clear == 0 && ++word < LEAF_WORDS) {
            clear = ~words[word];
        }
        var start = from & -LEAF_BITS;
        return clear == 0 ? start + LEAF_BITS : start + word * 64L + Long.numberOfTrailingZeros(clear);
    }

    /** Forgets this leaf, all those before it having been forgotten already. */
    void dropFirstLeaf(long leaf) {
        if (root == null || isBeyond(leaf)) {
            return;
        }
        // The last leaf of a node takes the node along.
        var level = Math.min(Long.numberOfTrailingZeros(~leaf) / FAN_SHIFT, levels);
        if (level == levels) {
            clearAll();
            return;
        }
        if (sharesRoot) {
            root = root.copy();
            sharesRoot = false;
        }
        var at = root;
        for (var above = levels - 1; above > level && at != null; above--) {
            var slot = slot(leaf, above);
            var child = (BitsNode) at.children[slot];
            if (child != null && !at.owns(slot)) {
                child = child.copy();
                at.put(slot, child, true);
            }
            at = child;
        }
        if (at != null) {
            at.put(slot(leaf, level), null, false);
        }
    }

    void clearAll() {
        root = null;
        levels = 1;
    }

    /** How many indexes from {@code from} up to, not including, {@code to} are in the set. Walks the leaves between. */
    public long countBetween(long from, long to) {
        if (from >= to) {
            return 0;
        }
        var count = new long[1];
        visit(from >>> LEAF_SHIFT, to - 1 >>> LEAF_SHIFT, (leaf, words) -> {
            for (var word = 0; word < LEAF_WORDS; word++) {
                var first = (leaf << LEAF_SHIFT) + word * 64L;
                if (first + 63 >= from && first < to) {
                    var mask = from > first ? -1L << from - first : -1L;
                    mask &= to - first < 64 ? -1L >>> 64 - (to - first) : -1L;
                    count[0] += Long.bitCount(words[word] & mask);
                }
            }
        });
        return count[0];
    }

    <E extends Exception> void visit(long firstLeaf, long lastLeaf, LeafVisitor<E> visitor) throws E {
        if (root != null) {
            visit(root, levels - 1, 0, firstLeaf, lastLeaf, visitor);
        }
    }

    private static <E extends Exception> void visit(
            BitsNode node, int level, long start, long firstLeaf, long lastLeaf, LeafVisitor<E> visitor) throws E {
        var size = 1L << level * FAN_SHIFT;
        for (var slot = 0; slot <= FAN_MASK; slot++) {
            var child = node.children[slot];
            var first = start + slot * size;
            if (child == null || first > lastLeaf || first + size - 1 < firstLeaf) {
                continue;
            }
            if (level == 0) {
                visitor.visit(first, (long[]) child);
            } else {
                visit((BitsNode) child, level - 1, first, firstLeaf, lastLeaf, visitor);
            }
        }
    }

    public <E extends Exception> void forEachLeaf(LeafVisitor<E> visitor) throws E {
        visit(0, Long.MAX_VALUE, visitor);
    }

    private static int count(long[] words) {
        var count = 0;
        for (var word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Puts the words of a leaf that is not there yet. */
    public void putLeaf(long leaf, long[] words) {
        var isFull = Arrays.equals(words, FULL);
        ownParent(leaf).put((int) leaf & FAN_MASK, isFull ? FULL : words, !isFull);
    }

    /** As it is now, whatever becomes of this one. */
    public Bits freeze() {
        var frozen = new Bits();
        frozen.root = root;
        frozen.levels = levels;
        frozen.sharesRoot = true;
        sharesRoot = true;
        return frozen;
    }

    /** A leaf as bytes: how many bits it has, and then nothing if it has all, else the bitmap or a list, whichever is shorter. */
    public static long[] describe(Fields<long[]> f) {
        var written = f.written();
        var count = f.u16(written == null ? 0 : count(written));
        if (count == LEAF_BITS) {
            return FULL;
        }
        var words = new long[LEAF_WORDS];
        if (count > LIST_MAX) {
            for (var word = 0; word < LEAF_WORDS; word++) {
                words[word] = f.i64(written == null ? 0 : written[word]);
            }
            return words;
        }
        var bit = -1;
        for (var left = count; left > 0; left--) {
            bit = f.u16(written == null ? 0 : next(written, bit + 1));
            words[bit >> 6] |= 1L << bit;
        }
        return words;
    }

    /** The first bit that is set, from this one on; there is one. */
    private static int next(long[] words, int from) {
        var word = from >> 6;
        var rest = words[word] & -1L << from;
        while (rest == 0) {
            rest = words[++word];
        }
        return word * 64 + Long.numberOfTrailingZeros(rest);
    }

    /** Leaves that cost memory; for tests of what it costs. */
    int leaves() {
        var count = new int[1];
        visit(0, Long.MAX_VALUE, (leaf, words) -> count[0] += words == FULL ? 0 : 1);
        return count[0];
    }
}
