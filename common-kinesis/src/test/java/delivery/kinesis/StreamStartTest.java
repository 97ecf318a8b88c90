package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.FakeTime;
import delivery.app.Waiter;
import delivery.kinesis.StreamException.Kind;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamStartTest {
    private final FakeTime time = new FakeTime();

    @Test
    void waitsForAStreamThatIsBeingCreated() {
        var engine = engine(Duration.ofSeconds(30));
        engine.createStream("s", 2);
        var ready = StreamStart.awaitReady(new EngineStream(engine, "s"), calls(time));
        assertThat(ready.status()).isEqualTo("ACTIVE");
        assertThat(ready.openShards()).isEqualTo(2);
    }

    @Test
    void givesUpOnAStreamThatIsNeverReady() {
        var engine = engine(Duration.ofHours(1));
        engine.createStream("s", 2);
        assertUnreachable(new EngineStream(engine, "s"), "still CREATING");
    }

    @Test
    void aStreamThatIsBeingDeletedWillNotDo() {
        var engine = engine(Duration.ofHours(1));
        engine.createActiveStream("s", 2);
        engine.deleteStream("s");
        assertUnreachable(new EngineStream(engine, "s"), "being deleted");
    }

    @Test
    void aStreamThatIsBeingChangedWillDo() {
        var engine = engine(Duration.ofHours(1));
        engine.createActiveStream("s", 2);
        engine.splitShard("s", "shardId-000000000000", "1000");
        assertThat(StreamStart.awaitReady(new EngineStream(engine, "s"), calls(time))
                        .status())
                .isEqualTo("UPDATING");
    }

    @Test
    void aServiceThatIsStartingUpGetsAFewSeconds() {
        var stream = TestStream.unlimited(time, 1).port;
        for (var i = 0; i < 3; i++) {
            stream.failDescribe(Kind.UNREACHABLE);
        }
        assertThat(StreamStart.awaitReady(stream, calls(time)).isReady()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "NOT_FOUND", "DENIED"})
    void givesUpWithinSecondsWhenItCannotEvenAsk(Kind kind) {
        var stream = TestStream.unlimited(time, 1).port;
        stream.breakDown(kind);
        var start = time.elapsed();
        assertUnreachable(stream, kind.name());
        assertThat(time.elapsed().minus(start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void theClockMaySayWhatItLikesWhileAStreamIsBeingCreated() {
        var engine = engine(Duration.ofSeconds(30));
        engine.createStream("s", 2);
        var stream = new EngineStream(engine, "s");
        var calls = calls(wait -> {
            time.step(Duration.ofDays(-1));
            return time.await(wait);
        });
        var start = time.elapsed();
        assertThatThrownBy(() -> StreamStart.awaitReady(stream, calls)).hasMessageContaining("still CREATING");
        assertThat(time.elapsed().minus(start))
                .isBetween(StreamStart.CREATING_TIME, StreamStart.CREATING_TIME.plusSeconds(5));
    }

    @Test
    void toldToStopWhileItWaitsItEndsWithZero() {
        var engine = engine(Duration.ofHours(1));
        engine.createStream("s", 2);
        time.stop();
        assertThatThrownBy(() -> StreamStart.awaitReady(new EngineStream(engine, "s"), calls(time)))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DONE));
    }

    private PatientCalls calls(Waiter waiter) {
        return new PatientCalls(waiter, time, new Random(1));
    }

    private void assertUnreachable(KinesisStream stream, String message) {
        assertThatThrownBy(() -> StreamStart.awaitReady(stream, calls(time)))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageContaining(message);
    }

    private Engine engine(Duration transition) {
        return new Engine(time, new Random(1), EngineOptions.DEFAULT.withTransition(transition));
    }
}
