package delivery.kinesis.read;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.kinesis.RecordPage;
import delivery.kinesis.RecordPage.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadThroughClaimTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(40);

    private final ReadThroughClaim through = new ReadThroughClaim();
    private final FakeTime here = new FakeTime(NOON);

    @Test
    void goesByTheServicesClockHoweverWrongThisMachinesIs() {
        assertThat(through.after(page(NOON, 0), TOOK, new FakeTime(NOON.plus(Duration.ofDays(2)))))
                .isEqualTo(NOON.minus(TOOK));
        assertThat(through.after(page(NOON.plusSeconds(1), 0), TOOK, new FakeTime(NOON.minus(Duration.ofMinutes(50)))))
                .isEqualTo(NOON.plusSeconds(1).minus(TOOK));
    }

    @Test
    void aPageThatEndsBehindTheTipHasReadOnlySoFar() {
        assertThat(through.after(page(NOON, 5_000), TOOK, here))
                .isEqualTo(NOON.minusSeconds(5).minus(TOOK));
    }

    @Test
    void whatWasReadOnceStaysRead() {
        var first = through.after(page(NOON, 0), TOOK, here);
        assertThat(through.after(page(NOON.plusSeconds(1), 60_000), TOOK, here)).isEqualTo(first);
        assertThat(through.after(page(NOON.plusSeconds(1), 0), Duration.ofSeconds(9), here))
                .isEqualTo(first);
    }

    @Test
    void aServiceWhoseClockIsSetBackHasNotReadWhatComesAfterwards() {
        through.after(page(NOON, 0), TOOK, here);
        var back = NOON.minus(Duration.ofMinutes(50));
        assertThat(through.after(page(back, 0), TOOK, here)).isEqualTo(back.minus(TOOK));
    }

    @Test
    void nothingIsKnownAfterAReset() {
        through.after(page(NOON, 0), TOOK, here);
        through.reset();
        assertThat(through.after(page(NOON, 60_000), TOOK, here))
                .isEqualTo(NOON.minusSeconds(60).minus(TOOK));
    }

    @Test
    void aServiceThatDoesNotSayTheTimeIsKnownByItsArrivalsAndNotByThisMachinesClock() {
        here.step(Duration.ofDays(2));
        assertThat(through.after(page(null, 0), TOOK, here))
                .as("nothing arrived")
                .isBefore(NOON);
        assertThat(through.after(page(null, 0, NOON), TOOK, here)).isEqualTo(NOON.minus(TOOK));
        here.advance(Duration.ofSeconds(7));
        here.step(Duration.ofDays(-4));
        assertThat(through.after(page(null, 2_000), TOOK, here))
                .isEqualTo(NOON.plusSeconds(5).minus(TOOK));
    }

    private static RecordPage page(Instant answeredAt, long behind, Instant... arrivals) {
        var records = Stream.of(arrivals)
                .map(at -> new StoredRecord("1", "key", new byte[0], at))
                .toList();
        return new RecordPage(records, "next", behind, answeredAt, List.of());
    }
}
