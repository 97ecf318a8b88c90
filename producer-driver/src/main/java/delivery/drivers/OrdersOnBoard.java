package delivery.drivers;

import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Orders that nobody has taken, by pick-up region; those whose window has passed are forgotten. Not thread-safe. */
final class OrdersOnBoard {
    private final TimeScale timeScale;
    /** Of each region the best first, so that a look passes over what is no better than what it has found. */
    private final List<NavigableSet<OrderCreated>> byRegion = new ArrayList<>();
    /** Of each region what its best pays; 0 if there is none. */
    private final int[] bestPrice = new int[Region.COUNT];

    private final Map<OrderId, OrderCreated> byId = new HashMap<>();
    private final PriorityQueue<OrderCreated> byWindowEnd;

    OrdersOnBoard(TimeScale timeScale) {
        this.timeScale = timeScale;
        byWindowEnd = new PriorityQueue<>(Comparator.comparingLong(timeScale::windowEndMillis));
        for (var i = 0; i < Region.COUNT; i++) {
            byRegion.add(new TreeSet<>(OrdersOnBoard::compare));
        }
    }

    void add(OrderCreated order, long nowMillis) {
        if (timeScale.windowEndMillis(order) <= nowMillis || byId.putIfAbsent(order.orderId(), order) != null) {
            return;
        }
        var region = order.pickUp().index();
        byRegion.get(region).add(order);
        bestPrice[region] = Math.max(bestPrice[region], order.price());
        byWindowEnd.add(order);
    }

    void remove(OrderId id) {
        var order = byId.remove(id);
        if (order != null) {
            var region = order.pickUp().index();
            var left = byRegion.get(region);
            left.remove(order);
            bestPrice[region] = left.isEmpty() ? 0 : left.first().price();
        }
    }

    /** Of those that a driver at this place can deliver within their window, the best paid one; it stays here. */
    Optional<OrderCreated> best(Region driverAt, int searchRadius, long nowMillis) {
        forgetPassed(nowMillis);
        OrderCreated best = null;
        var last = Region.SIDE - 1;
        for (var y = Math.max(0, driverAt.y() - searchRadius); y <= Math.min(last, driverAt.y() + searchRadius); y++) {
            for (var x = Math.max(0, driverAt.x() - searchRadius);
                    x <= Math.min(last, driverAt.x() + searchRadius);
                    x++) {
                var region = y * Region.SIDE + x;
                if (bestPrice[region] > 0 && (best == null || bestPrice[region] >= best.price())) {
                    best = better(best, byRegion.get(region), driverAt, nowMillis);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Best paid first; among equals the older, then the name, so that the choice never depends on chance. */
    private static int compare(OrderCreated a, OrderCreated b) {
        if (a.price() != b.price()) {
            return Integer.compare(b.price(), a.price());
        }
        return a.createdAtMillis() == b.createdAtMillis()
                ? a.orderId().toString().compareTo(b.orderId().toString())
                : Long.compare(a.createdAtMillis(), b.createdAtMillis());
    }

    private @Nullable OrderCreated better(
            @Nullable OrderCreated best, NavigableSet<OrderCreated> orders, Region driverAt, long nowMillis) {
        for (var order : orders) {
            if (best != null && compare(order, best) >= 0) {
                break;
            }
            if (fits(driverAt, order, nowMillis)) {
                return order;
            }
        }
        return best;
    }

    int size() {
        return byId.size();
    }

    private boolean fits(Region driverAt, OrderCreated order, long nowMillis) {
        var trip = driverAt.distanceTo(order.pickUp()) + order.pickUp().distanceTo(order.dropOff());
        return trip < timeScale.windowLeft(order, nowMillis);
    }

    private void forgetPassed(long nowMillis) {
        while (!byWindowEnd.isEmpty() && timeScale.windowEndMillis(byWindowEnd.peek()) <= nowMillis) {
            remove(byWindowEnd.poll().orderId());
        }
    }
}
