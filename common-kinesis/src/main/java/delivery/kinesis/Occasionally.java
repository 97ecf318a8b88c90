package delivery.kinesis;

import java.time.Duration;

/** Lets the first through, and then one an interval: for log lines about what keeps going wrong. Not thread-safe. */
final class Occasionally {
    private final Duration interval;
    /** On the clock of what has elapsed; null before the first. */
    private Duration next;

    Occasionally(Duration interval) {
        this.interval = interval;
    }

    /** @param elapsed as {@link delivery.app.Time#elapsed} says it now */
    boolean isDue(Duration elapsed) {
        if (next != null && elapsed.compareTo(next) < 0) {
            return false;
        }
        next = elapsed.plus(interval);
        return true;
    }
}
