package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.FakeTime;
import delivery.kinesis.StreamException.Kind;
import delivery.localkinesis.Engine;
import delivery.localkinesis.EngineOptions;
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
        var ready = StreamStart.awaitReady(new EngineStream(engine, "s"), time, time);
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
        assertThat(StreamStart.awaitReady(new EngineStream(engine, "s"), time, time)
                        .status())
                .isEqualTo("UPDATING");
    }

    @Test
    void aServiceThatIsStartingUpGetsAFewSeconds() {
        var stream = TestStream.unlimited(time, 1).port;
        for (var i = 0; i < 3; i++) {
            stream.failDescribe(Kind.UNREACHABLE);
        }
        assertThat(StreamStart.awaitReady(stream, time, time).isReady()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "UNAVAILABLE", "NOT_FOUND", "DENIED"})
    void givesUpWithinSecondsWhenItCannotEvenAsk(Kind kind) {
        var stream = TestStream.unlimited(time, 1).port;
        stream.breakDown(kind);
        var start = time.instant();
        assertUnreachable(stream, kind.name());
        assertThat(Duration.between(start, time.instant())).isLessThan(Duration.ofSeconds(10));
    }

    private void assertUnreachable(KinesisStream stream, String message) {
        assertThatThrownBy(() -> StreamStart.awaitReady(stream, time, time))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageContaining(message);
    }

    private Engine engine(Duration transition) {
        return new Engine(time, new Random(1), EngineOptions.DEFAULT.withTransition(transition));
    }
}
