package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.app.Time;
import delivery.model.Events;
import delivery.model.Region;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CityClockTest {
    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS));
    private final CityClock clock = new CityClock(time);

    @Test
    void isThisMachinesAsLongAsTheStreamSaysAboutTheSame() {
        clock.hear(time.instant().minusMillis(1_900), Duration.ZERO);
        time.advance(Duration.ofMillis(700));
        assertThat(clock.instant()).isEqualTo(time.instant());
    }

    @Test
    void aWordThatWasLongOnItsWayOverASlowLineMakesNoClockWrong() {
        clock.hear(time.instant().minusSeconds(14), Duration.ofSeconds(14));
        assertThat(clock.instant()).isEqualTo(time.instant());
        time.step(Duration.ofHours(48));
        assertThat(clock.instant()).isEqualTo(time.instant().minus(Duration.ofHours(48)));
    }

    /** A real clock has moved on with each look at it. */
    @Test
    void aClockThatIsRightIsNotCalledWrong() {
        var ticking = new Time() {
            @Override
            public Instant instant() {
                time.advance(Duration.ofNanos(1_000));
                return time.instant();
            }

            @Override
            public Duration elapsed() {
                return time.elapsed();
            }
        };
        var city = new CityClock(ticking);
        city.hear(time.instant().minusMillis(300), Duration.ofMillis(20));
        assertThat(city.isMachineWrong()).isFalse();
        time.step(Duration.ofHours(48));
        city.hear(time.instant().minus(Duration.ofHours(48)), Duration.ofMillis(20));
        assertThat(city.isMachineWrong()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void goesOnByTheStreamsWhenSomeoneSetsThisMachines(Duration step) {
        clock.hear(time.instant(), Duration.ZERO);
        var before = time.instant();
        time.step(step);
        time.advance(Duration.ofSeconds(7));
        assertThat(clock.instant()).isEqualTo(before.plusSeconds(7));
        time.step(step.negated());
        assertThat(clock.instant()).isEqualTo(time.instant());
    }

    @Test
    void followsAStreamWhoseClockIsSetToo() {
        clock.hear(time.instant(), Duration.ZERO);
        time.step(Duration.ofHours(48));
        clock.hear(time.instant(), Duration.ZERO);
        assertThat(clock.instant()).isEqualTo(time.instant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void aStepTakesNoOpenOrderFromTheBoardAndOpensNoneThatHasPassed(Duration step) {
        var board = new Board("own00001", new TimeScale(1), clock);
        clock.hear(time.instant(), Duration.ZERO);
        board.add(order(1).windowSeconds(60).created());
        board.add(order(2).windowSeconds(3_000).created());
        time.advance(Duration.ofSeconds(100));
        time.step(step);
        board.add(order(3).windowSeconds(60).created());
        assertThat(board.claim(new Region(3, 17), 3))
                .hasValueSatisfying(order -> assertThat(order.number()).isEqualTo(2));
        assertThat(board.claim(new Region(3, 17), 3)).isEmpty();
    }

    private static Events.Order order(long n) {
        return Events.order(n)
                .createdAt(Events.START_MILLIS)
                .pickUp(3, 17)
                .dropOff(3, 18)
                .price(500);
    }
}
