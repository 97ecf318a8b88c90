package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private static final Duration START = Duration.ofDays(1);

    private final Draining draining = new Draining(START, 10_000);

    @Test
    void saysEveryThreeSecondsWhatIsLeftAndHowFastItGoes() {
        assertThat(draining.word(after(1), 9_000)).isEmpty();
        assertThat(draining.word(after(3), 7_000)).hasValue("7000 record(s) left, 1000/s");
        assertThat(draining.word(after(4), 6_000)).isEmpty();
        assertThat(draining.word(after(6), 5_500)).hasValue("5500 record(s) left, 500/s");
    }

    @Test
    void saysForHowLongNothingWasStoredAndWhatEndsThat() {
        draining.word(after(2), 9_000);
        draining.word(after(3), 9_000);
        assertThat(draining.word(after(62), 9_000))
                .hasValue("9000 record(s) left, none stored for 60 s: tries on; whoever stops the program (Ctrl-C,"
                        + " SIGTERM) gives them up");
    }

    private static Duration after(int seconds) {
        return START.plusSeconds(seconds);
    }
}
