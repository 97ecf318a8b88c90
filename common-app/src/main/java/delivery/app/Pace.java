package delivery.app;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Spreads actions evenly over time: says how long to wait for the next. A caller who is late by more than the catch-up
 * time gets no burst for it.
 */
public final class Pace {
    private final Duration interval;
    private final Duration catchUp;
    /** When the next turn is, on the clock of what has elapsed; null before the first. */
    private @Nullable Duration next;

    private Pace(Duration interval, Duration catchUp) {
        this.interval = interval;
        this.catchUp = catchUp;
    }

    /**
     * Never two actions closer than the rate allows.
     *
     * @param perSecond actions a second, positive and finite
     */
    public static Pace perSecond(double perSecond) {
        return perSecond(perSecond, Duration.ZERO);
    }

    /** @param catchUp lateness up to this is made good by a burst, so that the rate holds over a pause of the JVM */
    public static Pace perSecond(double perSecond, Duration catchUp) {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be a positive number, not " + perSecond);
        }
        return new Pace(Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond))), catchUp);
    }

    /**
     * Takes the next turn and says how long to wait for it.
     *
     * @param elapsed as {@link Time#elapsed} says it now
     */
    public Duration waitFrom(Duration elapsed) {
        return waitFrom(elapsed, interval);
    }

    /** @param gap from this turn to the next, which need not be at the rate */
    public Duration waitFrom(Duration elapsed, Duration gap) {
        if (next == null || elapsed.minus(next).compareTo(catchUp) > 0) {
            next = elapsed;
        }
        var wait = next.minus(elapsed);
        next = next.plus(gap);
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
