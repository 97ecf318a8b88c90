package delivery.drivers;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.Region;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** One driver: looks for an order, takes it, drives, delivers, rests, and looks again. One thread's. */
final class Driver implements Agent {
    /** What all drivers have in common. */
    record City(
            String source,
            Board board,
            EventSink events,
            int searchRadius,
            Duration rest,
            TimeScale timeScale,
            Time clock) {}

    private final int id;
    private final City city;
    private final Queue<OrderAssigned> unfinished;

    private Region at;
    /** The order that he is driving for; null while he looks for one. */
    private OrderAssigned underWay;

    /** @param unfinished orders that an earlier run assigned to this driver: he delivers those first */
    Driver(int id, Region at, List<OrderAssigned> unfinished, City city) {
        this.id = id;
        this.at = at;
        this.city = city;
        this.unfinished = new ArrayDeque<>(unfinished);
        underWay = this.unfinished.poll();
    }

    /** Ends when nothing more is written. What he drives for when he is stopped, the next run delivers. */
    @Override
    public Duration doWork() {
        return underWay == null ? look() : drive();
    }

    private Duration look() {
        var order = city.board.claim(at, city.searchRadius);
        if (order.isEmpty()) {
            return rest();
        }
        underWay = assign(order.get());
        return underWay == null ? null : drive();
    }

    /** What is left of the way, and then delivers. */
    private Duration drive() {
        var arrival = underWay.assignedAtMillis()
                + city.timeScale.driving(underWay.tripCells()).toMillis();
        var left = arrival - city.clock.millis();
        if (left > 0) {
            return Duration.ofMillis(left);
        }
        at = underWay.dropOff();
        if (!complete(underWay)) {
            return null;
        }
        underWay = unfinished.poll();
        return underWay == null ? rest() : Duration.ZERO;
    }

    private Duration rest() {
        return city.timeScale.scaled(city.rest);
    }

    /** Null once nothing more is written. */
    private OrderAssigned assign(OrderCreated order) {
        var now = city.clock.millis();
        return city.events
                .write(number -> new OrderAssigned(
                        city.source,
                        number,
                        order.orderId(),
                        id,
                        at,
                        order.pickUp(),
                        order.dropOff(),
                        order.price(),
                        order.createdAtMillis(),
                        now))
                .orElse(null);
    }

    private boolean complete(OrderAssigned order) {
        var now = city.clock.millis();
        return city.events
                .write(number -> new OrderCompleted(
                        city.source,
                        number,
                        order.orderId(),
                        id,
                        order.pickUp(),
                        order.dropOff(),
                        order.price(),
                        order.createdAtMillis(),
                        order.assignedAtMillis(),
                        now))
                .isPresent();
    }
}
