package delivery.kinesis;

import java.time.Duration;
import java.time.Instant;

/** Lets the first through, and then one an interval: for log lines about what keeps going wrong. Not thread-safe. */
final class Occasionally {
    private final Duration interval;
    private Instant next = Instant.MIN;

    Occasionally(Duration interval) {
        this.interval = interval;
    }

    boolean isDue(Instant now) {
        if (now.isBefore(next)) {
            return false;
        }
        next = now.plus(interval);
        return true;
    }
}
