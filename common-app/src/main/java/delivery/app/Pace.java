package delivery.app;

import java.time.Duration;
import java.time.Instant;

/** Spreads actions evenly over time: says how long to wait for the next. A late caller gets no burst to catch up. */
public final class Pace {
    private final Duration interval;
    private Instant next = Instant.MIN;

    public Pace(Duration interval) {
        this.interval = interval;
    }

    /** @param perSecond actions a second, positive and finite */
    public static Pace perSecond(double perSecond) {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be a positive number, not " + perSecond);
        }
        return new Pace(Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond))));
    }

    /** Takes the next turn and says how long to wait for it. */
    public Duration waitFrom(Instant now) {
        if (next.isAfter(now)) {
            var wait = Duration.between(now, next);
            next = next.plus(interval);
            return wait;
        }
        next = now.plus(interval);
        return Duration.ZERO;
    }
}
