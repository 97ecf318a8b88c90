package delivery.kinesis.write;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to read the shard map again: every ten seconds, and soon after something hinted that it is out of date. Hints
 * that turn out wrong count for less and less, so that a stream which ignores our keys is not asked twice a second. Its
 * moments are those of {@link delivery.app.Time#elapsed}.
 */
final class RefreshSchedule {
    static final Duration REGULAR = Duration.ofSeconds(10);
    static final Duration SOON = Duration.ofMillis(500);

    /** Null before the first reading. */
    private @Nullable Duration last;

    private Duration next = Duration.ZERO;
    private boolean hinted;
    private int wrongHints;

    boolean isDue(Duration now) {
        return now.compareTo(next) >= 0;
    }

    Duration waitFrom(Duration now) {
        return isDue(now) ? Duration.ZERO : next.minus(now);
    }

    /** A record came out in another shard than expected, or a put failed as it may amid a resharding. */
    void hint() {
        if (hinted || last == null) {
            return;
        }
        hinted = true;
        var pause = Math.min(REGULAR.toMillis(), SOON.toMillis() << Math.min(wrongHints, 10));
        var soon = last.plusMillis(pause);
        next = soon.compareTo(next) < 0 ? soon : next;
    }

    void refreshed(boolean changed, Duration now) {
        if (changed) {
            wrongHints = 0;
        } else if (hinted) {
            wrongHints++;
        }
        hinted = false;
        last = now;
        next = now.plus(REGULAR);
    }

    void failedUntil(Duration now, Duration retryAt) {
        hinted = false;
        last = now;
        next = retryAt;
    }
}
