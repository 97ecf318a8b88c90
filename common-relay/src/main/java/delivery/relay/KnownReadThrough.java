package delivery.relay;

import delivery.app.Time;
import delivery.relay.RetentionLookup.Retention;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That all which arrived on a shard before a moment has been read. How long ago that is, is measured by what has elapsed
 * since it was learnt, so that whoever sets this machine's clock makes no record older.
 *
 * @param millis by the stream's time of day; 0 if nothing is known
 * @param at the same moment on the clock of what has elapsed; null if it cannot be told
 * @param byOurClock whether that goes by this machine's time of day, which someone may have set
 */
record KnownReadThrough(long millis, @Nullable Duration at, boolean byOurClock) {
    static final KnownReadThrough UNKNOWN = new KnownReadThrough(0, null, false);

    /** How far clocks may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** As the server tells it. A moment yet to come was told by a clock that was wrong, or ours is: its age is unknown. */
    static KnownReadThrough of(long millis, Time clock) {
        if (millis <= 0) {
            return UNKNOWN;
        }
        var age = Duration.between(Instant.ofEpochMilli(millis), clock.instant());
        return new KnownReadThrough(
                millis,
                age.compareTo(SKEW.negated()) < 0 ? null : clock.elapsed().minus(age),
                true);
    }

    /** Its age by the stream's own clock, if the stream has said what time it is there. */
    KnownReadThrough by(Retention said) {
        if (millis <= 0 || said.streamTime() == null) {
            return this;
        }
        var age = Duration.between(Instant.ofEpochMilli(millis), said.streamTime());
        return new KnownReadThrough(millis, said.saidAt().minus(age.isNegative() ? Duration.ZERO : age), false);
    }

    /** Null if it cannot be told. */
    @Nullable
    Duration age(Time clock) {
        return at == null ? null : clock.elapsed().minus(at);
    }

    /** Of two the later one, if that can be told; else what is known. */
    KnownReadThrough or(KnownReadThrough other) {
        if (at == null) {
            return other.at == null && other.millis < millis ? this : other;
        }
        return other.at == null || other.at.compareTo(at) < 0 ? this : other;
    }
}
