package delivery.ranking.loop;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.ranking.state.RankingPicture.Records;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RejectAlarmTest {
    private final RejectAlarm alarm = new RejectAlarm();
    private Duration now = Duration.ZERO;
    private long read;
    private long rejected;

    /** Another second with so many records. */
    private boolean second(int more, int bad) {
        now = now.plusSeconds(1);
        read += more;
        rejected += bad;
        return alarm.isRinging(now, new Records(read, read - rejected, 0, rejected, 0));
    }

    @Test
    void fiveInAHundredAreNoBurstAndMoreAre() {
        second(0, 0);
        for (var i = 0; i < 120; i++) {
            assertThat(second(100, 5)).isFalse();
        }
        assertThat(second(100, 6)).isTrue();
    }

    @Test
    void aFewBadRecordsAreNoBurstHoweverLittleIsRead() {
        second(0, 0);
        assertThat(second(9, 9)).isFalse();
        assertThat(second(1, 1)).isTrue();
    }

    @Test
    void aBurstIsOverAMinuteAfterItsLastRecord() {
        second(0, 0);
        assertThat(second(100, 50)).isTrue();
        for (var i = 0; i < 59; i++) {
            assertThat(second(1, 0)).isTrue();
        }
        assertThat(second(1, 0)).isFalse();
        assertThat(second(1_000, 0)).isFalse();
        assertThat(second(100, 60)).isTrue();
    }

    @Test
    void whatARestoredServerHadRejectedIsNoBurst() {
        read = 1_000;
        rejected = 900;
        assertThat(second(0, 0)).isFalse();
        assertThat(second(100, 0)).isFalse();
    }
}
