package delivery.fleet.kcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a Date says of the clock here. */
class LeaseTableTest {
    private static final Instant ASKED = Instant.parse("2026-11-28T19:56:03.900Z");

    private static Duration ahead(String said, Duration took) {
        return LeaseTable.ahead(ASKED, Instant.parse(said), ASKED.plus(took));
    }

    /** As seen with twelve programs that started on two cores. */
    @Test
    void anAnswerThatTookSecondsSaysNothingAgainstTheClock() {
        assertThat(ahead("2026-11-28T19:56:03Z", Duration.ofSeconds(2))).isZero();
        assertThat(ahead("2026-11-28T19:56:05Z", Duration.ofSeconds(2))).isZero();
        assertThat(ahead("2026-11-28T19:56:03Z", Duration.ofMillis(5))).isZero();
    }

    @Test
    void aClockThatIsWrongIsSoByWhatIsCertain() {
        assertThat(ahead("2026-11-28T19:53:03Z", Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(179_900));
        assertThat(ahead("2026-11-28T19:59:03Z", Duration.ofMillis(100))).isEqualTo(Duration.ofSeconds(-179));
    }
}
