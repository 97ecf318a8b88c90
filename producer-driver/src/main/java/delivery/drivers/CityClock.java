package delivery.drivers;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of day that all in the city go by: this machine's, unless the stream's is another. Someone may set this
 * machine's clock; the drivers would then take orders whose windows have passed, or see none that is open. Thread-safe.
 */
final class CityClock implements Time {
    /** What two clocks that are right differ by, and the second that the stream cuts off. */
    static final Duration TOLERANCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(CityClock.class);

    private final Time machine;
    /** The stream's time of day and what had elapsed here; null before the first page. */
    private Instant heard;

    private Duration heardAt;
    private boolean wrong;

    CityClock(Time machine) {
        this.machine = machine;
    }

    Time machine() {
        return machine;
    }

    /** What the stream says the time is. */
    synchronized void hear(Instant streamTime) {
        heard = streamTime;
        heardAt = machine.elapsed();
        var ahead = Duration.between(streamTime, machine.instant());
        var isWrong = ahead.abs().compareTo(TOLERANCE) > 0;
        if (isWrong && !wrong) {
            LOG.warn(
                    "this computer's clock is {} s {} the stream's: the drivers go by the stream's",
                    ahead.abs().toSeconds(),
                    ahead.isNegative() ? "behind" : "ahead of");
        }
        wrong = isWrong;
    }

    @Override
    public synchronized Instant instant() {
        var here = machine.instant();
        if (heard == null) {
            return here;
        }
        var there = heard.plus(machine.elapsed().minus(heardAt));
        return Duration.between(there, here).abs().compareTo(TOLERANCE) > 0 ? there : here;
    }

    @Override
    public Duration elapsed() {
        return machine.elapsed();
    }
}
