package delivery.orders;

import delivery.app.Time;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.util.random.RandomGenerator;

/** Makes random orders, numbered from 1 without a gap. Not thread-safe. */
final class OrderGenerator {
    /** An order earns a euro, or a dollar, for each cell from pick-up to drop-off. */
    static final int CENTS_PER_CELL = 100;
    /** Most trips (20 cells on average, and up to 6 to the pick-up) fit into most windows. */
    static final int MIN_WINDOW_SECONDS = 20;

    static final int MAX_WINDOW_SECONDS = 90;

    private final String source;
    private final RandomGenerator random;
    private final Time clock;
    private long made;

    OrderGenerator(String source, RandomGenerator random, Time clock) {
        this.source = source;
        this.random = random;
        this.clock = clock;
    }

    OrderCreated next() {
        var pickUp = Region.of(random.nextInt(Region.COUNT));
        var dropOff = otherThan(pickUp);
        return new OrderCreated(
                new OrderId(source, ++made),
                pickUp,
                dropOff,
                CENTS_PER_CELL * pickUp.distanceTo(dropOff),
                random.nextInt(MIN_WINDOW_SECONDS, MAX_WINDOW_SECONDS + 1),
                clock.millis());
    }

    long made() {
        return made;
    }

    /** Each of the 899 others is equally likely, without a second draw. */
    private Region otherThan(Region region) {
        var index = random.nextInt(Region.COUNT - 1);
        return Region.of(index < region.index() ? index : index + 1);
    }
}
