package delivery.orders;

import delivery.app.Pace;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.model.OrderCreated;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;

/** Writes one order after the other at a steady rate until the program stops, the time is up or all are written. */
final class OrderFeed {
    /**
     * What ends a feed besides the program's stop.
     *
     * @param count orders to write; {@link Long#MAX_VALUE} for no end
     * @param duration after which it writes no more; {@link #NO_END} for no end
     */
    record Limit(long count, Duration duration) {}

    static final Duration NO_END = ChronoUnit.FOREVER.getDuration();

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
        var start = clock.elapsed();
        var goOn = true;
        while (goOn && generator.made() < limit.count) {
            var now = clock.elapsed();
            var left = limit.duration.minus(now.minus(start));
            var wait = pace.waitFrom(now);
            var inTime = wait.compareTo(left) < 0;
            goOn = waiter.await(inTime ? wait : left) && inTime && writer.test(generator.next());
        }
    }
}
