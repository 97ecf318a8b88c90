package delivery.orders;

import delivery.app.Agent;
import delivery.app.Pace;
import delivery.app.Time;
import delivery.model.OrderCreated;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Writes one random order after the other, at a rate that is steady or its demand's, until the time is up or all are written. */
public final class OrderFeed implements Agent {
    public static final Duration NO_END = ChronoUnit.FOREVER.getDuration();

    /** Lateness that is made good: a pause of the JVM, not a stream that was down. */
    private static final Duration CATCH_UP = Duration.ofMillis(500);

    /**
     * How many, how fast and for how long.
     *
     * @param perSecond on average; positive
     * @param count orders to write; {@link Long#MAX_VALUE} for no end
     * @param duration after which it writes no more; {@link #NO_END} for no end
     */
    public record FeedOptions(double perSecond, long count, Duration duration) {}

    private final OrderGenerator generator;
    private final OrderDemand demand;
    private final FeedOptions plan;
    private final Pace pace;
    private final Time clock;
    private final Predicate<OrderCreated> writer;
    /** All on the clock of what has elapsed. Null before the first turn. */
    private @Nullable Duration start;

    /** When the next order is due, or the feed's end; null if that is yet to be worked out. */
    private @Nullable Duration due;

    private boolean ending;
    /** Of the order that is due, and of the one after it, since the first, if none of them were late. */
    private Duration at = Duration.ZERO;

    private Duration atNext = Duration.ZERO;

    /**
     * @param source of all the orders
     * @param writer may block while the stream cannot keep up, which is the back-pressure; false once it takes no more
     */
    public OrderFeed(
            String source,
            FeedOptions plan,
            OrderDemand demand,
            Time clock,
            RandomGenerator random,
            Predicate<OrderCreated> writer) {
        this.plan = plan;
        this.demand = demand;
        this.clock = clock;
        this.writer = writer;
        generator = new OrderGenerator(source, demand, random, clock);
        pace = Pace.perSecond(plan.perSecond, CATCH_UP);
    }

    @Override
    public @Nullable Duration doWork() {
        var now = clock.elapsed();
        if (due != null) {
            if (now.compareTo(due) < 0) {
                return due.minus(now);
            }
            if (ending || !writer.test(generator.next(at))) {
                return null;
            }
            now = clock.elapsed();
        }
        return generator.made() < plan.count ? untilNext(now) : null;
    }

    private Duration untilNext(Duration now) {
        start = start == null ? now : start;
        var left = plan.duration.minus(now.minus(start));
        at = atNext;
        var gap = demand.gap(at, plan.perSecond);
        atNext = at.plus(gap);
        var wait = pace.waitFrom(now, gap);
        ending = wait.compareTo(left) >= 0;
        var idle = ending ? left : wait;
        due = now.plus(idle);
        return idle.isNegative() ? Duration.ZERO : idle;
    }
}
