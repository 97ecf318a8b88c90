package delivery.drivers;

import delivery.app.Waiter;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.Region;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One driver: looks for an order, takes it, drives, delivers, rests, and looks again. One thread's. */
final class Driver {
    /** What all drivers have in common. */
    record City(
            String source,
            LongSupplier numbers,
            Board board,
            Consumer<OrderEvent> writer,
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
            if (order.isPresent() && !deliver(assign(order.get()))) {
                return;
            }
        } while (city.waiter.await(city.timeScale.scaled(city.rest)));
    }

    private OrderAssigned assign(OrderCreated order) {
        var assigned = new OrderAssigned(
                city.source,
                city.numbers.getAsLong(),
                order.orderId(),
                id,
                at,
                order.pickUp(),
                order.dropOff(),
                order.price(),
                order.createdAtMillis(),
                city.clock.millis());
        city.writer.accept(assigned);
        return assigned;
    }

    /** Drives what is left of the way; false if the program stopped meanwhile: the next run delivers it then. */
    private boolean deliver(OrderAssigned order) {
        var arrival = order.assignedAtMillis()
                + city.timeScale.driving(order.tripCells()).toMillis();
        if (!city.waiter.await(Duration.ofMillis(arrival - city.clock.millis()))) {
            return false;
        }
        city.writer.accept(new OrderCompleted(
                city.source,
                city.numbers.getAsLong(),
                order.orderId(),
                id,
                order.pickUp(),
                order.dropOff(),
                order.price(),
                order.createdAtMillis(),
                order.assignedAtMillis(),
                city.clock.millis()));
        at = order.dropOff();
        return true;
    }
}
