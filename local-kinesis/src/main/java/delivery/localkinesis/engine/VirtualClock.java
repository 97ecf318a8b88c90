package delivery.localkinesis.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that moves only when told: iterators expire, quotas come back and records are trimmed without a wait.
 * Thread-safe.
 */
public final class VirtualClock implements InstantSource {
    private final AtomicReference<Clocks> now;

    private record Clocks(Instant timeOfDay, Duration elapsed) {}

    /** It stands at the present, so that a client's clock agrees with it. */
    public VirtualClock() {
        this(Instant.now());
    }

    public VirtualClock(Instant start) {
        now = new AtomicReference<>(new Clocks(start, Duration.ZERO));
    }

    @Override
    public Instant instant() {
        return now.get().timeOfDay;
    }

    /** What it was advanced by in all. */
    public Duration elapsed() {
        return now.get().elapsed;
    }

    public void advance(Duration duration) {
        now.updateAndGet(before -> new Clocks(before.timeOfDay.plus(duration), before.elapsed.plus(duration)));
    }

    /** Someone sets the machine's clock, forward or back: records are stamped otherwise, and nothing elapses. */
    public void step(Duration duration) {
        now.updateAndGet(before -> new Clocks(before.timeOfDay.plus(duration), before.elapsed));
    }
}
