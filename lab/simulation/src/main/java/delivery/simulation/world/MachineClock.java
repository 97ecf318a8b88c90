package delivery.simulation.world;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;

/** The clocks of one machine: what elapses is the same for all, the time of day is what somebody has set. */
public final class MachineClock implements Time {
    private final Time right;
    private Duration off = Duration.ZERO;

    public MachineClock(Time right) {
        this.right = right;
    }

    /** From now on the time of day is that far from the right one: nothing elapses, forward or back. */
    public void setOff(Duration by) {
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
