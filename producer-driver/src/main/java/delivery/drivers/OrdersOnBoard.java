package delivery.drivers;

import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Orders that nobody has taken, by pick-up region; those whose window has passed are forgotten. Not thread-safe. */
final class OrdersOnBoard {
    /** Best paid first; among equals the older, then the name, so that the choice never depends on chance. */
    private static final Comparator<OrderCreated> BEST = Comparator.comparingInt(OrderCreated::price)
            .reversed()
            .thenComparingLong(OrderCreated::createdAtMillis)
            .thenComparing(order -> order.orderId().toString());

    private final TimeScale timeScale;
    private final List<Map<OrderId, OrderCreated>> byRegion = new ArrayList<>();
    private final Map<OrderId, OrderCreated> byId = new HashMap<>();
    private final PriorityQueue<OrderCreated> byWindowEnd;

    OrdersOnBoard(TimeScale timeScale) {
        this.timeScale = timeScale;
        byWindowEnd = new PriorityQueue<>(Comparator.comparingLong(timeScale::windowEndMillis));
        for (var i = 0; i < Region.COUNT; i++) {
            byRegion.add(new LinkedHashMap<>());
        }
    }

    void add(OrderCreated order, long nowMillis) {
        if (timeScale.windowEndMillis(order) <= nowMillis || byId.putIfAbsent(order.orderId(), order) != null) {
            return;
        }
        byRegion.get(order.pickUp().index()).put(order.orderId(), order);
        byWindowEnd.add(order);
    }

    void remove(OrderId id) {
        var order = byId.remove(id);
        if (order != null) {
            byRegion.get(order.pickUp().index()).remove(id);
        }
    }

    /** Of those that a driver at this place can deliver within their window, the best paid one; it stays here. */
    Optional<OrderCreated> best(Region driverAt, int searchRadius, long nowMillis) {
        forgetPassed(nowMillis);
        OrderCreated best = null;
        for (var x = driverAt.x() - searchRadius; x <= driverAt.x() + searchRadius; x++) {
            for (var y = driverAt.y() - searchRadius; y <= driverAt.y() + searchRadius; y++) {
                if (!Region.isOnMap(x, y)) {
                    continue;
                }
                for (var order : byRegion.get(new Region(x, y).index()).values()) {
                    if (fits(driverAt, order, nowMillis) && (best == null || BEST.compare(order, best) < 0)) {
                        best = order;
                    }
                }
            }
        }
        return Optional.ofNullable(best);
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
