package delivery.ranking;

import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Orders that wait for a driver, and how many waited in vain: every order that was created and not assigned is either
 * open or expired. An assignment may come before its order, or after the order has expired.
 */
final class OpenOrders {
    /** Orders that can be open at a time; of more, the last to come count as expired at once. */
    static final int MAX = 100_000;

    private static final long MILLIS_OF_SECOND = 1_000;

    private final Map<OrderId, Waiting> orders = new HashMap<>();
    private final int[] byRegion = new int[Region.COUNT];
    private int open;
    private long unserved;

    /** It stays known for the longest that its window can take; whether it is open depends on the drivers' pace. */
    private static final class Waiting {
        private final int region;
        private final long createdAtMillis;
        private final int windowSeconds;
        private boolean isOpen = true;

        Waiting(int region, long createdAtMillis, int windowSeconds) {
            this.region = region;
            this.createdAtMillis = createdAtMillis;
            this.windowSeconds = windowSeconds;
        }

        boolean isOver(long nowMillis, double millisOfSecond) {
            return nowMillis >= createdAtMillis + windowSeconds * millisOfSecond;
        }
    }

    /** An order that counted, and whose assignment has not. */
    void create(OrderCreated order, long nowMillis) {
        unserved++;
        var waiting = new Waiting(order.pickUp().index(), order.createdAtMillis(), order.windowSeconds());
        var isAhead = order.createdAtMillis() > nowMillis + SlidingRegions.AHEAD_SECONDS * MILLIS_OF_SECOND;
        if (orders.size() < MAX && !isAhead && !waiting.isOver(nowMillis, MILLIS_OF_SECOND)) {
            put(order.orderId(), waiting);
        }
    }

    private void put(OrderId id, Waiting order) {
        orders.put(id, order);
        byRegion[order.region]++;
        open++;
    }

    /** The assignment of an order that had counted before. */
    void assign(OrderId id) {
        unserved--;
        var order = orders.remove(id);
        if (order != null) {
            close(order);
        }
    }

    private void close(Waiting order) {
        if (order.isOpen) {
            order.isOpen = false;
            byRegion[order.region]--;
            open--;
        }
    }

    /**
     * Walks all orders: not for every event.
     *
     * @param millisPerCell a cell is a second of driving, and a window is told in seconds
     */
    void expire(long nowMillis, double millisPerCell) {
        for (var each = orders.values().iterator(); each.hasNext(); ) {
            var order = each.next();
            if (order.isOver(nowMillis, millisPerCell)) {
                close(order);
            }
            if (order.isOver(nowMillis, Math.max(millisPerCell, MILLIS_OF_SECOND))) {
                each.remove();
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

    /** As they are now; at most {@link #MAX}. */
    OpenOrders copy(long nowMillis) {
        var copy = new OpenOrders();
        copy.unserved = unserved;
        orders.forEach((id, order) -> {
            if (!order.isOver(nowMillis, MILLIS_OF_SECOND)) {
                copy.put(id, new Waiting(order.region, order.createdAtMillis, order.windowSeconds));
            }
        });
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(unserved);
        out.writeInt(orders.size());
        var sorted = new TreeMap<OrderId, Waiting>(
                Comparator.comparing(OrderId::source).thenComparingLong(OrderId::number));
        sorted.putAll(orders);
        for (var order : sorted.entrySet()) {
            out.writeUTF(order.getKey().source());
            out.writeLong(order.getKey().number());
            out.writeShort(order.getValue().region);
            out.writeShort(order.getValue().windowSeconds);
            out.writeLong(order.getValue().createdAtMillis);
        }
    }

    static OpenOrders read(DataInput in) throws IOException {
        var orders = new OpenOrders();
        orders.unserved = in.readLong();
        for (var count = in.readInt(); count > 0; count--) {
            var id = new OrderId(in.readUTF(), in.readLong());
            var region = in.readUnsignedShort();
            var windowSeconds = in.readUnsignedShort();
            orders.put(id, new Waiting(Region.of(region).index(), in.readLong(), windowSeconds));
        }
        return orders;
    }
}
