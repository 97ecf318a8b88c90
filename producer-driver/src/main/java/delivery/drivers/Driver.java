package delivery.drivers;

import delivery.app.Waiter;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.Region;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** One driver: looks for an order, takes it, drives, delivers, rests, and looks again. One thread's. */
final class Driver {
    /** What all drivers have in common. */
    record City(
            String source,
            Board board,
            EventSink events,
            int searchRadius,
            Duration rest,
            TimeScale timeScale,
            InstantSource clock,
            Waiter waiter) {}

    private final int id;
    private final City city;
    private Region at;

    Driver(int id, Region at, City city) {
        this.id = id;
        this.at = at;
        this.city = city;
    }

    /**
     * Works until the program stops.
     *
     * @param unfinished orders that an earlier run assigned to this driver
     */
    void run(List<OrderAssigned> unfinished) {
        for (var order : unfinished) {
            if (!deliver(order)) {
                return;
            }
        }
        do {
            var order = city.board.claim(at, city.searchRadius);
            if (order.isPresent() && !serve(order.get())) {
                return;
            }
        } while (city.waiter.await(city.timeScale.scaled(city.rest)));
    }

    private boolean serve(OrderCreated order) {
        var now = city.clock.millis();
        var assigned = city.events.write(number -> new OrderAssigned(
                city.source,
                number,
                order.orderId(),
                id,
                at,
                order.pickUp(),
                order.dropOff(),
                order.price(),
                order.createdAtMillis(),
                now));
        return assigned.isPresent() && deliver(assigned.get());
    }

    /** Drives what is left of the way; false if the program stopped meanwhile: the next run delivers it then. */
    private boolean deliver(OrderAssigned order) {
        var arrival = order.assignedAtMillis()
                + city.timeScale.driving(order.tripCells()).toMillis();
        if (!city.waiter.await(Duration.ofMillis(arrival - city.clock.millis()))) {
            return false;
        }
        at = order.dropOff();
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
