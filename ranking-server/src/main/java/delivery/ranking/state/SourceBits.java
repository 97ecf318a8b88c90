package delivery.ranking.state;

import delivery.model.EventType;
import delivery.ranking.identity.Bits;
import java.util.Map;
import java.util.TreeMap;

/** The bits of a source's sets while a snapshot is read: they come before the source, leaf by leaf. */
public final class SourceBits {
    private static final int SEEN = 0;
    private static final int REJECTED = 1;
    private static final int FUTURE = 2;
    /** And one more for each type of event that follows. */
    private static final int COUNTED = 3;

    private final Map<Integer, Bits> sets = new TreeMap<>();

    /** Tells of the leaves of one set. */
    public interface Visitor {
        void visit(int set, long leaf, long[] words);
    }

    /** All leaves of a frozen source that have a bit; set after set, always in the same order. */
    public static void visit(SourceLedger source, Visitor visitor) {
        source.audit().seen().forEachLeaf((leaf, words) -> visitor.visit(SEEN, leaf, words));
        source.audit().rejectedBits().forEachLeaf((leaf, words) -> visitor.visit(REJECTED, leaf, words));
        source.audit().futureBits().forEachLeaf((leaf, words) -> visitor.visit(FUTURE, leaf, words));
        for (var type : EventType.all()) {
            source.counted(type).forEachLeaf((leaf, words) -> visitor.visit(COUNTED + type.ordinal(), leaf, words));
        }
    }

    public void put(int set, long leaf, long[] words) {
        sets.computeIfAbsent(set, key -> new Bits()).putLeaf(leaf, words);
    }

    private Bits of(int set) {
        return sets.getOrDefault(set, new Bits());
    }

    Bits seen() {
        return of(SEEN);
    }

    Bits rejected() {
        return of(REJECTED);
    }

    Bits future() {
        return of(FUTURE);
    }

    Bits counted(EventType type) {
        return of(COUNTED + type.ordinal());
    }
}
