package delivery.kinesis;

import java.time.Duration;
import java.time.Instant;

/**
 * When to read the shard map again: every ten seconds, and soon after something hinted that it is out of date. Hints
 * that turn out wrong count for less and less, so that a stream which ignores our keys is not asked twice a second.
 */
final class RefreshSchedule {
    static final Duration REGULAR = Duration.ofSeconds(10);
    static final Duration SOON = Duration.ofMillis(500);

    private Instant last = Instant.MIN;
    private Instant next = Instant.MIN;
    private boolean hinted;
    private int wrongHints;

    boolean isDue(Instant now) {
        return !now.isBefore(next);
    }

    Duration waitFrom(Instant now) {
        return isDue(now) ? Duration.ZERO : Duration.between(now, next);
    }

    /** A record came out in another shard than expected, or a put failed as it may amid a resharding. */
    void hint() {
        if (hinted || last.equals(Instant.MIN)) {
            return;
        }
        hinted = true;
        var pause = Math.min(REGULAR.toMillis(), SOON.toMillis() << Math.min(wrongHints, 10));
        var soon = last.plusMillis(pause);
        next = soon.isBefore(next) ? soon : next;
    }

    void refreshed(boolean changed, Instant now) {
        if (changed) {
            wrongHints = 0;
        } else if (hinted) {
            wrongHints++;
        }
        hinted = false;
        last = now;
        next = now.plus(REGULAR);
    }

    void failedUntil(Instant now, Instant retryAt) {
        hinted = false;
        last = now;
        next = retryAt;
    }
}
