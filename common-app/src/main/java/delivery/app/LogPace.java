package delivery.app;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets the first through, and then one an interval: for log lines about what keeps going wrong. Not thread-safe. */
public final class LogPace {
    private final Duration interval;
    /** On the clock of what has elapsed; null before the first. */
    private @Nullable Duration next;

    public LogPace(Duration interval) {
        this.interval = interval;
    }

    /** @param elapsed as {@link Time#elapsed} says it now */
    public boolean isDue(Duration elapsed) {
        if (next != null && elapsed.compareTo(next) < 0) {
            return false;
        }
        next = elapsed.plus(interval);
        return true;
    }
}
