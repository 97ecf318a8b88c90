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
import org.jspecify.annotations.Nullable;

/** One driver: looks for an order, takes it, drives, delivers, rests, and looks again. One thread's. */
final class Driver implements Agent {
    private static final Duration SHORTEST_REST = Duration.ofMillis(1);

    /** What all drivers have in common. */
    record Workplace(
            String source,
            Board board,
            EventSink events,
            int searchRadius,
            Duration rest,
            TimeScale timeScale,
            Time clock) {}

    private final int id;
    private final Workplace workplace;
    private final Queue<OrderAssigned> unfinished;

    private Region at;
    /** The order that he is driving for; null while he looks for one. */
    private @Nullable OrderAssigned underWay;
    /** When he is at its drop-off, on the clock of what has elapsed. */
    private Duration arrival = Duration.ZERO;

    /** @param unfinished orders that an earlier run assigned to this driver: he delivers those first */
    Driver(int id, Region at, List<OrderAssigned> unfinished, Workplace workplace) {
        this.id = id;
        this.at = at;
        this.workplace = workplace;
        this.unfinished = new ArrayDeque<>(unfinished);
        driveFor(this.unfinished.poll());
    }

    /** Ends when nothing more is written. What he drives for when he is stopped, the next run delivers. */
    @Override
    public @Nullable Duration doWork() {
        return underWay == null ? look() : drive(underWay);
    }

    private @Nullable Duration look() {
        var order = workplace.board.claim(at, workplace.searchRadius);
        if (order.isEmpty()) {
            return rest();
        }
        driveFor(assign(order.get()));
        return underWay == null ? null : drive(underWay);
    }

    /** From now on; of an order that he took in an earlier run he has driven part of the way. */
    private void driveFor(@Nullable OrderAssigned order) {
        underWay = order;
        if (order != null) {
            var wholeTrip = workplace.timeScale.driving(order.tripCells()).toMillis();
            var left = order.assignedAtMillis() + wholeTrip - workplace.clock.millis();
            // Whatever the clocks of both runs say: he has about all of it before him at most.
            var most = wholeTrip + CityClock.TOLERANCE.toMillis();
            arrival = workplace.clock.elapsed().plusMillis(Math.max(0, Math.min(left, most)));
        }
    }

    /** What is left of the way, and then delivers. */
    private @Nullable Duration drive(OrderAssigned order) {
        var left = arrival.minus(workplace.clock.elapsed());
        if (left.compareTo(Duration.ZERO) > 0) {
            return left;
        }
        at = order.dropOff();
        if (!complete(order)) {
            return null;
        }
        driveFor(unfinished.poll());
        return underWay == null ? rest() : Duration.ZERO;
    }

    private Duration rest() {
        var rest = workplace.timeScale.scaled(workplace.rest);
        // Whoever finds nothing looks again then: not without a pause.
        return rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
    }

    /** Null once nothing more is written. */
    private @Nullable OrderAssigned assign(OrderCreated order) {
        var now = workplace.clock.millis();
        return workplace
                .events
                .write(number -> new OrderAssigned(
                        workplace.source,
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
        var now = workplace.clock.millis();
        return workplace
                .events
                .write(number -> new OrderCompleted(
                        workplace.source,
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
