package delivery.app;

import java.time.Duration;
import java.time.Instant;

/** Clocks that move only when told, or when someone waits on them. Not thread-safe: for single-threaded tests. */
public final class FakeTime implements Time, Waiter {
    private Instant now;
    private Duration elapsed = Duration.ofDays(1);
    private boolean stopped;

    public FakeTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public FakeTime(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
        elapsed = elapsed.plus(duration);
    }

    /** Time passes until then. */
    public void advanceTo(Instant instant) {
        advance(Duration.between(now, instant));
    }

    /** Someone sets the machine's clock, forward or back: nothing elapses. */
    public void step(Duration duration) {
        now = now.plus(duration);
    }

    /** Someone sets the machine's clock: nothing elapses. */
    public void set(Instant instant) {
        now = instant;
    }

    /** From now on every wait says that the program is stopping. */
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean await(Duration duration) {
        if (!duration.isNegative()) {
            advance(duration);
        }
        return !stopped;
    }
}
