package delivery.localkinesis.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that moves only when told: iterators expire, quotas come back and records are trimmed without a wait.
 * Thread-safe.
 */
public final class VirtualClock implements InstantSource {
    private volatile Clocks now; // changed with the lock

    private record Clocks(Instant timeOfDay, Duration elapsed) {}

    /** It stands at the present, so that a client's clock agrees with it. */
    public VirtualClock() {
        this(Instant.now());
    }

    public VirtualClock(Instant start) {
        now = new Clocks(start, Duration.ZERO);
    }

    @Override
    public Instant instant() {
        return now.timeOfDay;
    }

    /** What it was advanced by in all. */
    public Duration elapsed() {
        return now.elapsed;
    }

    public synchronized void advance(Duration duration) {
        now = new Clocks(now.timeOfDay.plus(duration), now.elapsed.plus(duration));
    }

    /** Someone sets the machine's clock, forward or back: records are stamped otherwise, and nothing elapses. */
    public synchronized void step(Duration duration) {
        now = new Clocks(now.timeOfDay.plus(duration), now.elapsed);
    }
}
