package delivery.localkinesis.engine;

import java.time.Duration;

/**
 * How an engine differs from the default one.
 *
 * @param limits whether the per-shard quotas are enforced
 * @param transition how long a stream is CREATING, UPDATING or DELETING
 * @param retention how long a record can be read
 * @param retainBytes memory for records over all streams; the oldest go first when it is used up
 */
public record EngineOptions(String region, boolean limits, Duration transition, Duration retention, long retainBytes) {
    public static final EngineOptions DEFAULT =
            new EngineOptions("us-east-1", true, Duration.ofMillis(200), Duration.ofHours(24), 512L << 20);

    public EngineOptions {
        if (transition.isNegative()) {
            throw new IllegalArgumentException("a transition cannot take " + transition);
        }
        if (retention.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("a retention of less than an hour: " + retention);
        }
        if (retainBytes < 1 << 20) {
            throw new IllegalArgumentException("less than 1 MiB to retain records in: " + retainBytes);
        }
    }

    public EngineOptions withRegion(String name) {
        return new EngineOptions(name, limits, transition, retention, retainBytes);
    }

    public EngineOptions withLimits(boolean enforced) {
        return new EngineOptions(region, enforced, transition, retention, retainBytes);
    }

    public EngineOptions withTransition(Duration duration) {
        return new EngineOptions(region, limits, duration, retention, retainBytes);
    }

    public EngineOptions withRetention(Duration duration) {
        return new EngineOptions(region, limits, transition, duration, retainBytes);
    }

    public EngineOptions withRetainBytes(long bytes) {
        return new EngineOptions(region, limits, transition, retention, bytes);
    }
}
