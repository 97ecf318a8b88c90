package delivery.orders;

import delivery.app.Pace;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.model.OrderCreated;
import java.time.Instant;
import java.util.function.Predicate;

/** Writes one order after the other at a steady rate until the program stops, the time is up or all are written. */
final class OrderFeed {
    /**
     * What ends a feed besides the program's stop.
     *
     * @param count orders to write; {@link Long#MAX_VALUE} for no end
     * @param end when to write no more; {@link Instant#MAX} for no end
     */
    record Limit(long count, Instant end) {}

    private final OrderGenerator generator;
    private final Predicate<OrderCreated> writer;
    private final Pace pace;
    private final Limit limit;
    private final Time clock;
    private final Waiter waiter;

    /** @param writer blocks while the stream cannot keep up, which is the back-pressure; false once it takes no more */
    OrderFeed(
            OrderGenerator generator,
            Predicate<OrderCreated> writer,
            Pace pace,
            Limit limit,
            Time clock,
            Waiter waiter) {
        this.generator = generator;
        this.writer = writer;
        this.pace = pace;
        this.limit = limit;
        this.clock = clock;
        this.waiter = waiter;
    }

    void run() {
        var taken = true;
        while (taken
                && generator.made() < limit.count
                && waiter.await(pace.waitFrom(clock.elapsed()))
                && clock.instant().isBefore(limit.end)) {
            taken = writer.test(generator.next());
        }
    }
}
