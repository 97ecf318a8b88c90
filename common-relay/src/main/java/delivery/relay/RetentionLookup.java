package delivery.relay;

import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks the stream for its retention, at most once a minute unless a clock was set or the machine slept: with hundreds of
 * shards, one asks for all. Thread-safe.
 */
public final class RetentionLookup {
    private static final Duration HOLDS = Duration.ofMinutes(1);

    /** By less than this the two clocks of a machine drift apart in that time by themselves. */
    private static final Duration CLOCKS_DRIFT = Duration.ofSeconds(30);

    /**
     * For how long the stream keeps its records, and what time it was there when it said so.
     *
     * @param streamTime the time of day by the clock that also stamps the records; null if it did not say
     * @param saidAt when it said so, on our clock of what has elapsed
     */
    public record Retention(Duration kept, @Nullable Instant streamTime, Duration saidAt) {}

    private final KinesisStream stream;
    private final Time clock;
    private @Nullable Retention known;
    /** How far the time of day was ahead of what had elapsed when that was asked. */
    private Duration ahead = Duration.ZERO;

    public RetentionLookup(KinesisStream stream, Time clock) {
        this.stream = stream;
        this.clock = clock;
    }

    /** @throws delivery.kinesis.StreamException if the stream does not answer */
    public synchronized Retention current() {
        var now = clock.elapsed();
        var aheadNow = Duration.between(Instant.EPOCH, clock.instant()).minus(now);
        if (known == null
                || now.minus(known.saidAt()).compareTo(HOLDS) >= 0
                || aheadNow.minus(ahead).abs().compareTo(CLOCKS_DRIFT) > 0) {
            var described = stream.describe();
            known = new Retention(described.retention(), described.answeredAt(), clock.elapsed());
            ahead = aheadNow;
        }
        return known;
    }
}
