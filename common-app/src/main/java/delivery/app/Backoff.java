package delivery.app;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: full jitter, a uniformly random part of a ceiling that doubles with each
 * failure (AWS Architecture Blog, "Exponential Backoff And Jitter"). Computes; the caller waits.
 */
public final class Backoff {
    private final Duration base;
    private final Duration max;
    private final RandomGenerator random;
    private int failures;

    /**
     * @param base ceiling of the first wait
     * @param max ceiling of every wait
     */
    public Backoff(Duration base, Duration max, RandomGenerator random) {
        this.base = base;
        this.max = max;
        this.random = random;
    }

    /** Notes one more failure and says how long to wait for it: 1 ms at least, so that no retry spins. */
    public Duration next() {
        var wait = delay(failures, base, max, random);
        failures++;
        return wait;
    }

    public void reset() {
        failures = 0;
    }

    public int failures() {
        return failures;
    }

    /** The wait after {@code failures} earlier failures (0 for the first). */
    public static Duration delay(int failures, Duration base, Duration max, RandomGenerator random) {
        var doubled = base.toMillis() << Math.min(failures, 20);
        var ceiling = Math.min(max.toMillis(), doubled);
        return Duration.ofMillis(Math.max(1, random.nextLong(ceiling + 1)));
    }
}
