package delivery.ranking.city;

import delivery.model.OrderId;
import java.util.Comparator;

/**
 * Those of 64 neighbouring orders of a source that are known. Orders are numbered densely, and those that wait are the
 * latest, so that few blocks hold them all. One that was frozen is not changed any more: see {@link #forGeneration}.
 */
final class OrderBlock {
    static final int SIZE = 64;

    /** Orders {@code 64 * index + 1} to {@code 64 * index + 64} of the source. */
    record Id(String source, long index) {
        static final Comparator<Id> ASCENDING = Comparator.comparing(Id::source).thenComparingLong(Id::index);

        static Id of(OrderId order) {
            return new Id(order.source(), (order.number() - 1) / SIZE);
        }
    }

    private final Id id;
    private final int generation;
    private final short[] regions;
    private final short[] windowSeconds;
    private final long[] createdAtMillis;
    /** A bit an order, from the lowest on; the open ones are known too. */
    private long known;

    private long open;

    OrderBlock(Id id, int generation) {
        this.id = id;
        this.generation = generation;
        regions = new short[SIZE];
        windowSeconds = new short[SIZE];
        createdAtMillis = new long[SIZE];
    }

    private OrderBlock(OrderBlock other, int generation) {
        id = other.id;
        this.generation = generation;
        regions = other.regions.clone();
        windowSeconds = other.windowSeconds.clone();
        createdAtMillis = other.createdAtMillis.clone();
        known = other.known;
        open = other.open;
    }

    /** This block, if it is of that generation and may be changed there; else a copy that may. */
    OrderBlock forGeneration(int wanted) {
        return generation == wanted ? this : new OrderBlock(this, wanted);
    }

    /** A copy in which all known orders are open. */
    OrderBlock reopened(int wanted) {
        var copy = new OrderBlock(this, wanted);
        copy.open = known;
        return copy;
    }

    Id id() {
        return id;
    }

    static int placeOf(OrderId order) {
        return (int) ((order.number() - 1) % SIZE);
    }

    OrderId order(int place) {
        return new OrderId(id.source(), id.index() * SIZE + place + 1);
    }

    void put(int place, int region, int seconds, long createdAt) {
        regions[place] = (short) region;
        windowSeconds[place] = (short) seconds;
        createdAtMillis[place] = createdAt;
        known |= 1L << place;
        open |= 1L << place;
    }

    /** These are not open any more, but still known. */
    void close(long orders) {
        open &= ~orders;
    }

    void forget(long orders) {
        known &= ~orders;
        open &= ~orders;
    }

    /** Of the known orders those whose window has passed, if a second of it takes so long. */
    long over(long nowMillis, double millisOfSecond) {
        var over = 0L;
        for (var left = known; left != 0; left &= left - 1) {
            var place = Long.numberOfTrailingZeros(left);
            if (nowMillis >= createdAtMillis[place] + windowSeconds[place] * millisOfSecond) {
                over |= 1L << place;
            }
        }
        return over;
    }

    long known() {
        return known;
    }

    long open() {
        return open;
    }

    int region(int place) {
        return regions[place];
    }

    int windowSeconds(int place) {
        return windowSeconds[place];
    }

    long createdAtMillis(int place) {
        return createdAtMillis[place];
    }
}
