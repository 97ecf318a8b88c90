package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private final FakeTime time = new FakeTime();

    @Test
    void aRateOfElevenPointOneGivesElevenPointOneTurnsASecond() {
        var pace = Pace.perSecond(11.1);
        var end = time.instant().plusSeconds(1_000);
        var turns = 0;
        while (time.instant().isBefore(end)) {
            time.await(pace.waitFrom(time.elapsed()));
            turns++;
        }
        assertThat(turns).isBetween(11_099, 11_102);
    }

    @Test
    void aLateCallerGetsNoBurstToCatchUp() {
        var pace = Pace.perSecond(10);
        pace.waitFrom(time.elapsed());
        time.advance(Duration.ofMinutes(5));
        assertThat(pace.waitFrom(time.elapsed())).isZero();
        assertThat(pace.waitFrom(time.elapsed())).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aShortPauseIsMadeGoodWhenCatchingUpIsAllowed() {
        var pace = Pace.perSecond(1_000, Duration.ofMillis(100));
        pace.waitFrom(time.elapsed());
        time.advance(Duration.ofMillis(50));
        var atOnce = 0;
        while (pace.waitFrom(time.elapsed()).isZero()) {
            atOnce++;
        }
        assertThat(atOnce).isEqualTo(50);
    }

    @Test
    void aLongPauseIsNotMadeGood() {
        var pace = Pace.perSecond(1_000, Duration.ofMillis(100));
        pace.waitFrom(time.elapsed());
        time.advance(Duration.ofSeconds(50));
        assertThat(pace.waitFrom(time.elapsed())).isZero();
        assertThat(pace.waitFrom(time.elapsed())).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesARateThatIsNotAPositiveNumber(double rate) {
        assertThatThrownBy(() -> Pace.perSecond(rate)).isInstanceOf(IllegalArgumentException.class);
    }
}
