package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefreshScheduleTest {
    private final RefreshSchedule schedule = new RefreshSchedule();
    private Duration now = Duration.ZERO;

    @Test
    void aHintThatWasRightMakesTheNextOneCountInFullAgain() {
        schedule.refreshed(true, now);
        for (var wrong = 0; wrong < 3; wrong++) {
            schedule.hint();
            now = now.plus(schedule.waitFrom(now));
            schedule.refreshed(false, now);
        }
        schedule.hint();
        assertThat(schedule.waitFrom(now)).as("after three wrong ones").isEqualTo(Duration.ofSeconds(4));
        now = now.plus(schedule.waitFrom(now));
        schedule.refreshed(true, now);
        schedule.hint();
        assertThat(schedule.waitFrom(now)).isEqualTo(RefreshSchedule.SOON);
    }

    @Test
    void aListThatCouldNotBeReadDoesNotUseUpTheHint() {
        schedule.refreshed(true, now);
        schedule.hint();
        now = now.plus(RefreshSchedule.SOON);
        schedule.failedUntil(now, now.plusSeconds(2));
        assertThat(schedule.waitFrom(now)).isEqualTo(Duration.ofSeconds(2));
        schedule.hint();
        assertThat(schedule.waitFrom(now)).isEqualTo(RefreshSchedule.SOON);
    }
}
