package delivery.orders;

import delivery.app.Time;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Makes random orders, numbered from 1 without a gap. Not thread-safe. */
final class OrderGenerator {
    /** An order earns a euro, or a dollar, for each cell from pick-up to drop-off. */
    static final int CENTS_PER_CELL = 100;

    private final String source;
    private final OrderDemand demand;
    private final RandomGenerator random;
    private final Time clock;
    private long made;

    OrderGenerator(String source, OrderDemand demand, RandomGenerator random, Time clock) {
        this.source = source;
        this.demand = demand;
        this.random = random;
        this.clock = clock;
    }

    /** @param at since the first one */
    OrderCreated next(Duration at) {
        var trip = demand.trip(random, at);
        return new OrderCreated(
                new OrderId(source, ++made),
                trip.pickUp(),
                trip.dropOff(),
                CENTS_PER_CELL * trip.pickUp().distanceTo(trip.dropOff()),
                trip.windowSeconds(),
                clock.millis());
    }

    long made() {
        return made;
    }
}
