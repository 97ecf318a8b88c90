package delivery.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The two clocks of a program. The time of day is for people, and for what is compared with records: whoever sets the
 * machine's clock moves it, also back. Whatever is waited for, paced, or given up after a while is measured by what has
 * elapsed, which nobody can set.
 */
public interface Time extends InstantSource {
    /** What has passed since some moment, always the same one. Never goes back. */
    Duration elapsed();

    /** This machine's. */
    static Time system() {
        return SystemTime.INSTANCE;
    }

    /** Of the day by the system's clock; elapsed by {@link System#nanoTime}. */
    final class SystemTime implements Time {
        private static final SystemTime INSTANCE = new SystemTime();

        private final long startNanos = System.nanoTime();

        private SystemTime() {}

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }
    }
}
