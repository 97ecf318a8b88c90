package delivery.localkinesis.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's own time in milliseconds: what has elapsed, counted from the time of day at which it was made. Nobody can
 * set it, so that quotas, ages and states go by it alone. The time of day is what records are stamped with and what
 * clients name: for that alone it is known by how much it was ahead, and since when. Thread-safe.
 */
public final class EngineClock {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");

    /** With less between them the two clocks are taken to agree: they are not read at one instant. */
    private static final long STEP_MILLIS = 100;
    /** What lies between two readings of one clock when nobody was kept from running. */
    private static final long AT_ONCE_MILLIS = 10;

    private static final long WORTH_SAYING_MILLIS = 1_000;
    private static final long SAID_EVERY_MILLIS = 10_000;
    private static final int MOST_STEPS = 1_000;

    private final InstantSource timeOfDay;
    private final Supplier<Duration> elapsed;
    private final long origin;
    private volatile List<Step> steps; // the last one is in force
    private long saidAt = Long.MIN_VALUE; // guarded by this

    /** From then on the time of day was so much ahead. */
    private record Step(long since, long aheadMillis) {}

    public EngineClock(InstantSource timeOfDay, Supplier<Duration> elapsed) {
        this.timeOfDay = timeOfDay;
        this.elapsed = elapsed;
        this.origin = timeOfDay.millis() - elapsed.get().toMillis();
        this.steps = List.of(new Step(Long.MIN_VALUE, 0));
    }

    /** Of the only clock there is; of one that is not the system's, what it goes forward has elapsed. */
    public static EngineClock of(InstantSource clock) {
        if (clock instanceof VirtualClock virtual) {
            return new EngineClock(virtual, virtual::elapsed);
        }
        if (isSystem(clock)) {
            return new EngineClock(clock, () -> Duration.ofNanos(System.nanoTime()));
        }
        return new EngineClock(clock, new Forward(clock));
    }

    /** Never less than before. */
    public long millis() {
        var before = elapsed.get().toMillis();
        var day = timeOfDay.millis();
        var now = elapsed.get().toMillis();
        if (now - before <= AT_ONCE_MILLIS && isAhead(origin + now, day)) {
            stepTo(origin + now, day);
        }
        return origin + now;
    }

    /** What the time of day was at that moment. */
    public long timeOfDay(long millis) {
        var known = steps;
        for (int i = known.size() - 1; i > 0; i--) {
            if (millis >= known.get(i).since) {
                return millis + known.get(i).aheadMillis;
            }
        }
        return millis + known.get(0).aheadMillis;
    }

    public Instant instantAt(long millis) {
        return Instant.ofEpochMilli(timeOfDay(millis));
    }

    /** The first moment at which it was that time of day, or later. */
    long firstAt(Instant day) {
        var known = steps;
        for (int i = 0; i < known.size() - 1; i++) {
            var at = at(known.get(i), day);
            if (at < known.get(i + 1).since) {
                return at;
            }
        }
        return at(known.get(known.size() - 1), day);
    }

    /** Whether it has never been that time of day yet, and so no record can be stamped with it. */
    boolean isFuture(Instant day, long now) {
        return firstAt(day) > now;
    }

    private static long at(Step step, Instant day) {
        return Math.max(step.since, day.toEpochMilli() - step.aheadMillis);
    }

    private boolean isAhead(long now, long day) {
        var known = steps;
        return Math.abs(day - now - known.get(known.size() - 1).aheadMillis) >= STEP_MILLIS;
    }

    private synchronized void stepTo(long now, long day) {
        if (!isAhead(now, day)) {
            return; // another thread has seen it as well
        }
        var last = steps.get(steps.size() - 1);
        var by = day - now - last.aheadMillis;
        var kept = steps.size() == MOST_STEPS ? steps.stream().skip(1) : steps.stream();
        steps = Stream.concat(kept, Stream.of(new Step(Math.max(now, last.since), day - now)))
                .toList();
        if (Math.abs(by) >= WORTH_SAYING_MILLIS && (saidAt == Long.MIN_VALUE || now - saidAt >= SAID_EVERY_MILLIS)) {
            saidAt = now;
            LOG.warn(
                    "this machine's clock was set {} by {}: records are stamped with it from now on; quotas, retention"
                            + " and the age of iterators go by what has elapsed",
                    by < 0 ? "back" : "forward",
                    Duration.ofMillis(Math.abs(by)));
        }
    }

    private static boolean isSystem(InstantSource clock) {
        return clock == InstantSource.system()
                || (clock instanceof Clock zoned
                        && zoned.withZone(ZoneOffset.UTC).equals(Clock.systemUTC()));
    }

    /** What a clock has gone forward in all. */
    private static final class Forward implements Supplier<Duration> {
        private final InstantSource clock;
        private long sum; // guarded by this, as the next
        private long last;

        Forward(InstantSource clock) {
            this.clock = clock;
            this.last = clock.millis();
        }

        @Override
        public synchronized Duration get() {
            var now = clock.millis();
            sum += Math.max(0, now - last);
            last = now;
            return Duration.ofMillis(sum);
        }
    }
}
