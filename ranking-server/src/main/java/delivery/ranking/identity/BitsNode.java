package delivery.ranking.identity;

/** Of a tree of {@link Bits}: children are nodes, or leaves on the lowest level. Knows which of them no other tree has. */
final class BitsNode {
    static final int FAN_SHIFT = 6;

    final Object[] children;
    private long own;

    BitsNode() {
        this(new Object[1 << FAN_SHIFT]);
    }

    private BitsNode(Object[] children) {
        this.children = children;
    }

    /** The copy owns none of the children. */
    BitsNode copy() {
        return new BitsNode(children.clone());
    }

    boolean owns(int slot) {
        return (own >>> slot & 1) != 0;
    }

    void put(int slot, Object child, boolean isOwn) {
        children[slot] = child;
        own = isOwn ? own | 1L << slot : own & ~(1L << slot);
    }
}
