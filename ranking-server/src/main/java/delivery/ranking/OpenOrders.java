package delivery.ranking;

import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.util.HashMap;
import java.util.Map;

/**
 * Orders that wait for a driver, and how many waited in vain: every order that was created and not assigned is either
 * open or expired. An assignment may come before its order, or after the order has expired.
 */
final class OpenOrders {
    /** Orders that can be open at a time; of more, the last to come count as expired at once. */
    static final int MAX = 100_000;

    private final Map<OrderId, Waiting> orders = new HashMap<>();
    private final int[] byRegion = new int[Region.COUNT];
    private long expired;

    private record Waiting(int region, long fromMillis, int windowSeconds) {
        boolean isOver(long nowMillis, double millisPerCell) {
            return nowMillis >= fromMillis + windowSeconds * millisPerCell;
        }
    }

    /** An order counted, whose assignment has not. Its own clock may be ahead; its window begins now then. */
    void create(OrderCreated order, long nowMillis) {
        if (orders.size() >= MAX) {
            expired++;
            return;
        }
        var region = order.pickUp().index();
        orders.put(
                order.orderId(),
                new Waiting(region, Math.min(order.createdAtMillis(), nowMillis), order.windowSeconds()));
        byRegion[region]++;
    }

    /** The assignment of an order counted that had counted before. */
    void assign(OrderId id) {
        var order = orders.remove(id);
        if (order == null) {
            expired--;
        } else {
            byRegion[order.region]--;
        }
    }

    /** Walks all open orders: not for every event. */
    void expire(long nowMillis, double millisPerCell) {
        for (var each = orders.values().iterator(); each.hasNext(); ) {
            var order = each.next();
            if (order.isOver(nowMillis, millisPerCell)) {
                each.remove();
                byRegion[order.region]--;
                expired++;
            }
        }
    }

    int size() {
        return orders.size();
    }

    long expired() {
        return expired;
    }

    int[] byRegion() {
        return byRegion.clone();
    }
}
