package delivery.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when told, or when someone waits on it. Not thread-safe: for single-threaded tests. */
public final class FakeTime implements InstantSource, Waiter {
    private Instant now;
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

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

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
