package delivery.localkinesis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that moves only when told: iterators expire, quotas come back and records are trimmed without a wait.
 * Thread-safe.
 */
public final class VirtualClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /** It stands at the present, so that a client's clock agrees with it. */
    public VirtualClock() {
        this(Instant.now());
    }

    public VirtualClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    public void advance(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }
}
