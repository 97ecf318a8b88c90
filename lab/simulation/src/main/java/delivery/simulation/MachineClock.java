package delivery.simulation;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;

/** The clocks of one machine: what elapses is the same for all, the time of day is what somebody has set. */
final class MachineClock implements Time {
    private final Time right;
    private Duration off = Duration.ZERO;

    MachineClock(Time right) {
        this.right = right;
    }

    /** From now on the time of day is that far from the right one: nothing elapses, forward or back. */
    void setOff(Duration by) {
        off = by;
    }

    @Override
    public Instant instant() {
        return right.instant().plus(off);
    }

    @Override
    public Duration elapsed() {
        return right.elapsed();
    }
}
