package delivery.kinesis.read;

import delivery.kinesis.RecordPage;
import java.time.Duration;
import java.time.Instant;

/**
 * Up to which moment a shard has been read, by the clock of the service, which also stamps the records' arrivals: this
 * machine's may be wrong by days, and would then claim what is not so. Never claims too much: a moment that is too early
 * is made good by the next page. Not thread-safe.
 */
final class ReadThroughClaim {
    /** What the clocks of a service's machines may differ by, and a second that its dates are cut off by. */
    static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    private Instant through = Instant.EPOCH;
    private Instant answeredAt = Instant.EPOCH;

    /** The time of day by the service's clock when it answered last. */
    Instant answeredAt() {
        return answeredAt;
    }

    /** Nothing is known any more: the reader goes on from elsewhere. */
    void reset() {
        through = Instant.EPOCH;
    }

    /**
     * @param took the call, from sending to answer: by so much the service may have looked earlier than it says
     * @param here the time of day on this machine, for a service that does not say its own
     */
    Instant after(RecordPage page, Duration took, Instant here) {
        var now = page.answeredAt() == null ? here : page.answeredAt();
        if (now.isBefore(answeredAt.minus(CLOCKS_DIFFER))) {
            // Someone has set that clock back: what arrives from now on is stamped earlier than what was claimed.
            through = Instant.EPOCH;
        }
        answeredAt = now;
        var claim = now.minus(took).minusMillis(Math.max(0, page.millisBehindLatest()));
        through = claim.isAfter(through) ? claim : through;
        return through;
    }
}
