package delivery.ranking.city;

import delivery.bytes.Fields;
import delivery.bytes.ModelLayouts;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Orders that wait for a driver, and how many waited in vain: every order that was created and not assigned is either
 * open or expired. An assignment may come before its order, or after the order has expired.
 */
public final class OpenOrders {
    /** Orders that can be open at a time; of more, the last to come count as expired at once. */
    static final int MAX = 100_000;
    /** The same for orders far from one another, each of which takes a block of its own: less than a kilobyte. */
    static final int MAX_BLOCKS = 16_384;

    private static final long MILLIS_OF_SECOND = 1_000;

    /** An order stays known for the longest that its window can take; whether it is open depends on the drivers' pace. */
    private final Map<OrderBlock.Id, OrderBlock> blocks = new HashMap<>();

    private final int[] byRegion = new int[Region.COUNT];
    private int known;
    private int open;
    private long unserved;
    /** Blocks of earlier ones are frozen. */
    private int generation;

    /** As they were at one moment. The blocks are not to be changed. */
    public record Image(long unserved, List<OrderBlock> blocks) {
        public static final Image EMPTY = new Image(0, List.of());

        /** As bytes: order by order. */
        public static Image describe(Fields<Image> f) {
            var orders = new OpenOrders(EMPTY);
            orders.unserved = f.i64(Image::unserved);
            f.list(Image::waiting, Waiting::describe)
                    .forEach(each -> orders.put(
                            each.id, Region.of(each.region).index(), each.windowSeconds, each.createdAtMillis));
            return orders.freeze();
        }

        private List<Waiting> waiting() {
            return blocks.stream()
                    .sorted(Comparator.comparing(OrderBlock::id, OrderBlock.Id.ASCENDING))
                    .flatMap(Waiting::of)
                    .toList();
        }
    }

    private record Waiting(OrderId id, int region, int windowSeconds, long createdAtMillis) {
        static Stream<Waiting> of(OrderBlock block) {
            return IntStream.range(0, OrderBlock.SIZE)
                    .filter(place -> (block.known() & 1L << place) != 0)
                    .mapToObj(place -> new Waiting(
                            block.order(place),
                            block.region(place),
                            block.windowSeconds(place),
                            block.createdAtMillis(place)));
        }

        static Waiting describe(Fields<Waiting> f) {
            return new Waiting(
                    f.part(Waiting::id, ModelLayouts::orderId),
                    f.u16(Waiting::region),
                    f.u16(Waiting::windowSeconds),
                    f.i64(Waiting::createdAtMillis));
        }
    }

    /** Until {@link #expire} is told of the drivers' pace, all are open. */
    OpenOrders(Image image) {
        unserved = image.unserved();
        for (var block : image.blocks()) {
            var mine = block.reopened(generation);
            blocks.put(mine.id(), mine);
            known += Long.bitCount(mine.known());
            count(mine, mine.open(), 1);
        }
    }

    /** An order that counted, and whose assignment has not. */
    void create(OrderCreated order, long nowMillis) {
        unserved++;
        var isAhead = order.createdAtMillis() > nowMillis + City.AHEAD_SECONDS * MILLIS_OF_SECOND;
        var isOver = nowMillis >= order.createdAtMillis() + order.windowSeconds() * MILLIS_OF_SECOND;
        if (known < MAX && !isAhead && !isOver) {
            put(order.orderId(), order.pickUp().index(), order.windowSeconds(), order.createdAtMillis());
        }
    }

    private void put(OrderId order, int region, int windowSeconds, long createdAtMillis) {
        var id = OrderBlock.Id.of(order);
        var block = blocks.get(id);
        if (block == null && blocks.size() == MAX_BLOCKS) {
            return;
        }
        var mine = block == null ? new OrderBlock(id, generation) : block.forGeneration(generation);
        if (mine != block) {
            blocks.put(id, mine);
        }
        mine.put(OrderBlock.placeOf(order), region, windowSeconds, createdAtMillis);
        known++;
        open++;
        byRegion[region]++;
    }

    /** The assignment of an order that had counted before. */
    void assign(OrderId order) {
        unserved--;
        var block = blocks.get(OrderBlock.Id.of(order));
        var bit = 1L << OrderBlock.placeOf(order);
        if (block == null || (block.known() & bit) == 0) {
            return;
        }
        var mine = block.forGeneration(generation);
        forget(mine, bit);
        if (mine.known() == 0) {
            blocks.remove(mine.id());
        } else if (mine != block) {
            blocks.put(mine.id(), mine);
        }
    }

    private void forget(OrderBlock block, long orders) {
        known -= Long.bitCount(block.known() & orders);
        count(block, block.open() & orders, -1);
        block.forget(orders);
    }

    /** More of them are open, or less. */
    private void count(OrderBlock block, long orders, int sign) {
        open += sign * Long.bitCount(orders);
        for (var left = orders; left != 0; left &= left - 1) {
            byRegion[block.region(Long.numberOfTrailingZeros(left))] += sign;
        }
    }

    /**
     * Walks all orders: not for every event.
     *
     * @param millisPerCell a cell is a second of driving, and a window is told in seconds
     */
    void expire(long nowMillis, double millisPerCell) {
        for (var each = blocks.entrySet().iterator(); each.hasNext(); ) {
            var entry = each.next();
            var block = entry.getValue();
            var closed = block.over(nowMillis, millisPerCell) & block.open();
            var forgotten = block.over(nowMillis, Math.max(millisPerCell, MILLIS_OF_SECOND));
            if ((closed | forgotten) != 0) {
                var mine = block.forGeneration(generation);
                count(mine, closed, -1);
                mine.close(closed);
                forget(mine, forgotten);
                if (mine.known() == 0) {
                    each.remove();
                } else {
                    entry.setValue(mine);
                }
            }
        }
    }

    int size() {
        return open;
    }

    long expired() {
        return unserved - open;
    }

    int[] byRegion() {
        return byRegion.clone();
    }

    /** As they are now, whatever becomes of them; costs a list of the blocks, of which there are {@link #MAX_BLOCKS} at most. */
    Image freeze() {
        generation++;
        return new Image(unserved, List.copyOf(blocks.values()));
    }
}
