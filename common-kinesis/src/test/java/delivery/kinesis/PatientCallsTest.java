package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.FakeTime;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PatientCallsTest {
    private static final Duration LONG = Duration.ofHours(3);

    private final FakeTime time = new FakeTime();
    private final PatientCalls calls = new PatientCalls(time, time, new Random(1));
    private final Duration start = time.elapsed();
    private int tries;

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "UNAVAILABLE", "TIMEOUT", "IN_USE"})
    void whatPassesIsWaitedForAsLongAsItTakes(Kind kind) {
        assertThat(calls.call(() -> answerAfter(LONG, kind))).isEqualTo("an answer");
        assertThat(elapsed()).isBetween(LONG, LONG.plusSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"LIMIT", "EXPIRED_ITERATOR", "NOT_FOUND", "INVALID", "DENIED"})
    void whatDoesNotPassIsThrownAtOnce(Kind kind) {
        assertFails(() -> calls.call(() -> answerAfter(LONG, kind)), kind);
        assertThat(tries).isEqualTo(1);
        assertThat(elapsed()).isZero();
    }

    @Test
    void asksMoreSlowlyTheLongerItLasts() {
        calls.call(() -> answerAfter(LONG, Kind.THROTTLED));
        assertThat(tries).as("of three hours").isBetween(2_000, 8_000);
    }

    @Test
    void whereNobodyHasEverAnsweredItGivesUpSoon() {
        assertFails(() -> calls.call(() -> answerAfter(LONG, Kind.UNREACHABLE)), Kind.UNREACHABLE);
        assertThat(elapsed()).isEqualTo(PatientCalls.ANSWER_TIME);
    }

    @Test
    void whoHasAnsweredOnceIsWaitedFor() {
        calls.call(() -> answerAfter(Duration.ZERO, Kind.UNREACHABLE));
        assertThat(calls.call(() -> answerAfter(LONG, Kind.UNREACHABLE))).isEqualTo("an answer");
    }

    @Test
    void aRefusalIsAnAnswerToo() {
        var refusal = new boolean[] {true};
        assertThat(calls.call(() -> {
                    if (refusal[0]) {
                        refusal[0] = false;
                        throw FaultyStream.failure(Kind.THROTTLED);
                    }
                    return answerAfter(LONG, Kind.UNREACHABLE);
                }))
                .isEqualTo("an answer");
    }

    @Test
    void whoHasAnsweredOnceIsWaitedForHoweverOftenItIsAwayAfterwards() {
        calls.call(() -> answerAfter(Duration.ZERO, Kind.UNREACHABLE));
        for (var outage = 1; outage <= 3; outage++) {
            var back = elapsed().plus(LONG);
            assertThat(calls.call(() -> answerAfter(back, Kind.UNREACHABLE))).isEqualTo("an answer");
        }
    }

    @Test
    void aLimitOfTimeIsKeptWhateverTheClockSays() {
        calls.within(Duration.ofSeconds(30));
        assertFails(
                () -> calls.call(() -> {
                    time.step(Duration.ofDays(tries % 2 == 0 ? 2 : -3));
                    return answerAfter(LONG, Kind.UNAVAILABLE);
                }),
                Kind.UNAVAILABLE);
        assertThat(elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void toldToStopItEndsWithZeroAndTheReasonWhyItWaited() {
        time.stop();
        assertThatThrownBy(() -> calls.call(() -> answerAfter(LONG, Kind.THROTTLED)))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DONE))
                .hasMessageContaining("THROTTLED");
    }

    private String answerAfter(Duration duration, Kind kind) {
        tries++;
        if (elapsed().compareTo(duration) < 0) {
            throw FaultyStream.failure(kind);
        }
        return "an answer";
    }

    private Duration elapsed() {
        return time.elapsed().minus(start);
    }

    private static void assertFails(Runnable call, Kind kind) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
