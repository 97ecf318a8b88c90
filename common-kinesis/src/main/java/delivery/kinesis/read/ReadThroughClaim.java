package delivery.kinesis.read;

import delivery.app.Time;
import delivery.kinesis.RecordPage;
import delivery.kinesis.RecordPage.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Up to which moment a shard has been read, by the clock of the service, which also stamps the records' arrivals: this
 * machine's may be wrong by days, and would then claim what is not so. A service that does not say its time is known by
 * the arrivals: it was at least so late then. Never claims too much: a moment that is too early is made good by the next
 * page. Not thread-safe.
 */
final class ReadThroughClaim {
    /** What the clocks of a service's machines may differ by, and a second that its dates are cut off by. */
    static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    private Instant through = Instant.EPOCH;
    private Instant answeredAt = Instant.EPOCH;
    /** The latest arrival that was read, and what had elapsed when it was. */
    private Instant arrivedAt = Instant.EPOCH;

    private Duration readAt = Duration.ZERO;

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
     * @param clock read after the answer
     */
    Instant after(RecordPage page, Duration took, Time clock) {
        hear(page.records(), clock.elapsed());
        var said = page.answeredAt();
        var now = said != null ? said : clock.instant();
        if (now.isBefore(answeredAt.minus(CLOCKS_DIFFER))) {
            // Someone has set that clock back: what arrives from now on is stamped earlier than what was claimed.
            through = Instant.EPOCH;
        }
        answeredAt = now;
        var known = said != null ? said : byArrivals(clock.elapsed());
        var claim = known.minus(took).minusMillis(Math.max(0, page.millisBehindLatest()));
        through = claim.isAfter(through) ? claim : through;
        return through;
    }

    private void hear(List<StoredRecord> records, Duration elapsed) {
        if (records.isEmpty()) {
            return;
        }
        var last = records.get(records.size() - 1).arrivedAt();
        if (last.isAfter(byArrivals(elapsed))) {
            arrivedAt = last;
            readAt = elapsed;
        }
    }

    private Instant byArrivals(Duration elapsed) {
        return arrivedAt.equals(Instant.EPOCH) ? arrivedAt : arrivedAt.plus(elapsed.minus(readAt));
    }
}
