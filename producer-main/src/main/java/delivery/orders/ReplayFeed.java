package delivery.orders;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes recorded orders with the times between them that they had, or faster: as new ones, made now. What comes late, because
 * the stream took its time, comes at once.
 */
final class ReplayFeed implements Agent {
    /** Longer than any wait. */
    private static final Duration CENTURY = Duration.ofDays(36_500);

    private final Supplier<OrderCreated> recorded;
    private final double speed;
    private final long count;
    private final Duration duration;
    private final Time clock;
    private final Predicate<OrderCreated> writer;

    private @Nullable OrderCreated next;
    private long made;
    /** All on the clock of what has elapsed. Null before the first turn. */
    @SuppressWarnings("NullAway.Init")
    private Duration start;

    @SuppressWarnings("NullAway.Init")
    private Duration due;

    @SuppressWarnings("NullAway.Init")
    private Duration end;

    private long firstMillis;

    /**
     * @param recorded null at its end
     * @param speed how many times as fast as recorded; positive
     * @param count of orders to write at most
     * @param duration after which it writes no more
     * @param writer may block; false once it takes no more
     */
    ReplayFeed(
            Supplier<OrderCreated> recorded,
            double speed,
            long count,
            Duration duration,
            Time clock,
            Predicate<OrderCreated> writer) {
        this.recorded = recorded;
        this.speed = speed;
        this.count = count;
        this.duration = duration;
        this.clock = clock;
        this.writer = writer;
    }

    @Override
    public @Nullable Duration doWork() {
        var now = clock.elapsed();
        if (end == null) {
            begin(now);
        }
        next = next == null ? take() : next;
        if (next == null) {
            return null;
        }
        var until = due.compareTo(end) < 0 ? due : end;
        if (now.compareTo(until) < 0) {
            return until.minus(now);
        }
        if (due.compareTo(end) >= 0) {
            return null;
        }
        var order = next;
        next = null;
        var anew = new OrderCreated(
                new OrderId(order.source(), ++made),
                order.pickUp(),
                order.dropOff(),
                order.price(),
                order.windowSeconds(),
                clock.millis());
        return writer.test(anew) ? Duration.ZERO : null;
    }

    private void begin(Duration now) {
        start = now;
        due = now;
        end = now.plus(duration.compareTo(CENTURY) < 0 ? duration : CENTURY);
    }

    /** One more, if there is one; records of several shards are not quite in the order of their times. */
    private @Nullable OrderCreated take() {
        var order = made < count ? recorded.get() : null;
        if (order == null) {
            return null;
        }
        if (made == 0) {
            firstMillis = order.createdAtMillis();
        }
        var after = Math.min(CENTURY.toMillis(), Math.max(0, (order.createdAtMillis() - firstMillis) / speed));
        var then = start.plusMillis((long) after);
        due = then.compareTo(due) > 0 ? then : due;
        return order;
    }
}
