package delivery.drivers;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
    /** The stream's time of day, what had elapsed here then, and how old that word was at most. Null before the first. */
    private @Nullable Instant heard;

    private Duration heardAt = Duration.ZERO;
    private Duration age = Duration.ZERO;
    private boolean wrong;

    CityClock(Time machine) {
        this.machine = machine;
    }

    Time machine() {
        return machine;
    }

    /**
     * What the stream has said the time is.
     *
     * @param took how long it took to hear that: the page was that long on its way, or a part of it
     */
    synchronized void hear(Instant streamTime, Duration took) {
        heard = streamTime;
        heardAt = machine.elapsed();
        age = took;
        var here = machine.instant();
        var there = corrected(here);
        var ahead = Duration.between(there, here);
        var isWrong = !there.equals(here);
        if (isWrong && !wrong) {
            LOG.warn(
                    "this computer's clock is {} s {} the stream's: the drivers go by the stream's",
                    ahead.abs().toSeconds(),
                    ahead.isNegative() ? "behind" : "ahead of");
        }
        wrong = isWrong;
    }

    /** Whether this machine's was another than the stream's when that was heard last. */
    synchronized boolean isMachineWrong() {
        return wrong;
    }

    @Override
    public synchronized Instant instant() {
        return corrected(machine.instant());
    }

    private Instant corrected(Instant here) {
        if (heard == null) {
            return here;
        }
        var earliest = heard.plus(machine.elapsed().minus(heardAt));
        var latest = earliest.plus(age);
        if (here.isBefore(earliest.minus(TOLERANCE))) {
            return earliest;
        }
        return here.isAfter(latest.plus(TOLERANCE)) ? latest : here;
    }

    @Override
    public Duration elapsed() {
        return machine.elapsed();
    }
}
