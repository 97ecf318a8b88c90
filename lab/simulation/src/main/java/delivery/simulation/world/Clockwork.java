package delivery.simulation.world;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * The one thread of a world: what is to happen, by time; of two things at the same time chance decides, and chance is
 * the seed's. The clock stands still while something happens, and jumps to what comes next.
 */
public final class Clockwork implements Time {
    private static final Comparator<Event> ORDER = Comparator.comparingLong(Event::atNanos)
            .thenComparingLong(Event::tie)
            .thenComparingLong(Event::number);

    private final Instant start;
    private final RandomGenerator random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
    private long nanos;
    private long scheduled;
    private long happened;
    private Instant now;
    private long lookNanos = Long.MAX_VALUE;
    private long betweenLooks;
    private Runnable look = () -> {};

    private record Event(long atNanos, long tie, long number, Runnable what) {}

    public Clockwork(Instant start, RandomGenerator random) {
        this.start = start;
        this.random = random;
        now = start;
    }

    public void after(Duration delay, Runnable what) {
        after(delay.toNanos(), what);
    }

    public void after(long delayNanos, Runnable what) {
        events.add(new Event(nanos + Math.max(0, delayNanos), random.nextInt(), scheduled++, what));
    }

    /** Somebody looks on, every so often: nothing that happens, and no chance, is another one for it. */
    public void watchedBy(Runnable onlooker, Duration pace) {
        look = onlooker;
        betweenLooks = pace.toNanos();
        lookNanos = nanos;
    }

    /** Lets everything happen up to that moment. */
    public void runUntil(Instant end) {
        var endNanos = Duration.between(start, end).toNanos();
        while (!events.isEmpty() && events.peek().atNanos <= endNanos) {
            var next = events.poll();
            moveTo(next.atNanos);
            happened++;
            next.what.run();
        }
        moveTo(endNanos);
    }

    private void moveTo(long toNanos) {
        while (lookNanos <= toNanos) {
            advance(lookNanos);
            lookNanos += betweenLooks;
            look.run();
        }
        advance(toNanos);
    }

    private void advance(long toNanos) {
        if (toNanos > nanos) {
            nanos = toNanos;
            now = start.plusNanos(nanos);
        }
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    public long happened() {
        return happened;
    }
}
