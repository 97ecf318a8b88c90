package delivery.localkinesis.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The service's clock: it runs by itself, at some multiple of real time, and jumps when told. Thread-safe. */
public final class ScenarioClock implements InstantSource {
    private final int speed;
    private final Instant begin = Instant.now();
    private final LongSupplier machineNanos;
    private final long beginNanos;
    private final AtomicLong jumped = new AtomicLong();

    /** @param speed so many of its seconds to one of the machine's */
    public ScenarioClock(int speed) {
        this(speed, System::nanoTime);
    }

    /** @param machineNanos instead of the machine's */
    ScenarioClock(int speed, LongSupplier machineNanos) {
        this.speed = speed;
        this.machineNanos = machineNanos;
        beginNanos = machineNanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return begin.plus(elapsed());
    }

    /** What has passed for the service since it was made, jumps included. */
    public Duration elapsed() {
        return Duration.ofNanos(running().toNanos() + jumped.get());
    }

    /** What has passed without the jumps: what a scenario's times are told by. */
    public Duration running() {
        return Duration.ofNanos((machineNanos.getAsLong() - beginNanos) * speed);
    }

    /** Time passes for the service, and nobody waits: iterators expire, quotas come back, records are trimmed. */
    public void jump(Duration by) {
        jumped.addAndGet(by.toNanos());
    }

    /** What that takes of the machine's time. */
    Duration real(Duration ofMine) {
        return ofMine.dividedBy(speed);
    }
}
