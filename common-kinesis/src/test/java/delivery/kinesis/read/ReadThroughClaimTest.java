package delivery.kinesis.read;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.RecordPage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadThroughClaimTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(40);

    private final ReadThroughClaim through = new ReadThroughClaim();

    @Test
    void goesByTheServicesClockHoweverWrongThisMachinesIs() {
        assertThat(through.after(page(NOON, 0), TOOK, NOON.plus(Duration.ofDays(2))))
                .isEqualTo(NOON.minus(TOOK));
        assertThat(through.after(page(NOON.plusSeconds(1), 0), TOOK, NOON.minus(Duration.ofMinutes(50))))
                .isEqualTo(NOON.plusSeconds(1).minus(TOOK));
    }

    @Test
    void aPageThatEndsBehindTheTipHasReadOnlySoFar() {
        assertThat(through.after(page(NOON, 5_000), TOOK, NOON))
                .isEqualTo(NOON.minusSeconds(5).minus(TOOK));
    }

    @Test
    void whatWasReadOnceStaysRead() {
        var first = through.after(page(NOON, 0), TOOK, NOON);
        assertThat(through.after(page(NOON.plusSeconds(1), 60_000), TOOK, NOON)).isEqualTo(first);
        assertThat(through.after(page(NOON.plusSeconds(1), 0), Duration.ofSeconds(9), NOON))
                .isEqualTo(first);
    }

    @Test
    void aServiceWhoseClockIsSetBackHasNotReadWhatComesAfterwards() {
        through.after(page(NOON, 0), TOOK, NOON);
        var back = NOON.minus(Duration.ofMinutes(50));
        assertThat(through.after(page(back, 0), TOOK, NOON)).isEqualTo(back.minus(TOOK));
    }

    @Test
    void nothingIsKnownAfterAReset() {
        through.after(page(NOON, 0), TOOK, NOON);
        through.reset();
        assertThat(through.after(page(NOON, 60_000), TOOK, NOON))
                .isEqualTo(NOON.minusSeconds(60).minus(TOOK));
    }

    @Test
    void aServiceThatDoesNotSayTheTimeIsTakenByThisMachines() {
        assertThat(through.after(page(null, 0), TOOK, NOON)).isEqualTo(NOON.minus(TOOK));
    }

    private static RecordPage page(Instant answeredAt, long behind) {
        return new RecordPage(List.of(), "next", behind, answeredAt, List.of());
    }
}
