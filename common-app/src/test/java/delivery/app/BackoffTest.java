package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), new Random(1));

    @Test
    void neverWaitsLongerThanTheCeilingThatDoublesWithEachFailure() {
        for (var failure = 0; failure < 100; failure++) {
            var ceiling = Math.min(2_000, 100L << Math.min(failure, 10));
            assertThat(backoff.next().toMillis()).isBetween(1L, ceiling);
        }
    }

    @Test
    void spreadsTheWaitsOverTheWholeCeiling() {
        var waits = new Random(2)
                .ints(10_000)
                .mapToLong(seed -> Backoff.delay(30, Duration.ofMillis(100), Duration.ofSeconds(2), new Random(seed))
                        .toMillis())
                .summaryStatistics();
        assertThat(waits.getMin()).isLessThan(50);
        assertThat(waits.getMax()).isGreaterThan(1_950);
        assertThat(waits.getAverage()).isBetween(950.0, 1_050.0);
    }

    @Test
    void startsAgainAfterASuccess() {
        for (var i = 0; i < 20; i++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(100);
        assertThat(backoff.failures()).isEqualTo(1);
    }
}
