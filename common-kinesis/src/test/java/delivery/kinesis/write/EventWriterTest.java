package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.StopSignal;
import delivery.app.Time;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import delivery.model.SourceProgress;
import delivery.model.StreamEvent;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventWriterTest {
    private static final String SOURCE = "k3v9ab12";

    private final TestStream stream = new TestStream(Time.system(), 3, false);
    private final EventWriter events = new EventWriter(
                    new StreamWriter(
                            stream.port,
                            WriterOptions.of(TestStream.NAME, Routing.cycle),
                            Time.system(),
                            new Random(1),
                            new PrometheusRegistry()),
                    SOURCE,
                    Time.system())
            .start(e -> {});

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void theLastWordOfASourceSaysHowManyEventsItHasOnTheStream() {
        for (var n = 1; n <= 100; n++) {
            events.write(created(n));
        }
        events.close();
        assertThat(events.acknowledged()).isEqualTo(100);
        assertThat(progress()).last().satisfies(last -> {
            assertThat(last.acknowledged()).isEqualTo(100);
            assertThat(last.closed()).isTrue();
        });
        assertThat(onStream()).hasSize(100 + progress().size());
    }

    @Test
    void saysHowFarItIsWhileItGoesOn() {
        events.write(created(1));
        await().until(() -> progress().stream().anyMatch(p -> p.acknowledged() == 1 && !p.closed()));
    }

    @Test
    void saysWhatWasRefusedForAShardsQuota() {
        stream.port.failEntries(true, 0);
        stream.port.failEntries(true, 0);
        events.write(created(1));
        events.close();
        assertThat(progress()).last().satisfies(last -> {
            assertThat(last.acknowledged()).isOne();
            assertThat(last.throttled().keySet()).allMatch(shard -> shard.startsWith("shardId-"));
            assertThat(last.throttled().values().stream()
                            .mapToLong(count -> count)
                            .sum())
                    .isEqualTo(2);
        });
    }

    @Test
    void doesNotClaimWhatItCouldNotStore() {
        events.write(created(1));
        await().until(() -> events.acknowledged() == 1);
        stream.port.failPut(Kind.DENIED);
        events.write(created(2));
        events.close();
        assertThat(events.acknowledged()).isEqualTo(1);
        assertThat(progress()).noneMatch(SourceProgress::closed);
    }

    @Test
    void finishWaitsForAsLongAsTheStreamTakesRecordsThoughThatIsLongerThanClosingMay() {
        stream.port.breakDown(Kind.THROTTLED);
        for (var n = 1; n <= 100; n++) {
            events.write(created(n));
        }
        var stop = new StopSignal();
        var finishing = new Thread(() -> events.finish(stop), "test");
        finishing.start();
        await().atMost(Duration.ofSeconds(20))
                .during(EventWriter.FLUSH_TIME.plusSeconds(1))
                .until(finishing::isAlive);
        assertThat(events.write(created(101))).as("nothing more is taken").isFalse();
        stream.port.recover();
        await().atMost(Duration.ofSeconds(20)).until(() -> !finishing.isAlive());
        events.close();
        events.checkAllStored();
        assertThat(events.stored()).isEqualTo(100);
        assertThat(progress())
                .last()
                .satisfies(last -> assertThat(last.closed()).isTrue());
    }

    @Test
    void whoIsToldToStopWhileItFinishesGivesUpInTimeAndSaysExactlyHowMuch() {
        events.write(created(1));
        await().until(() -> events.stored() == 1);
        stream.port.breakDown(Kind.UNAVAILABLE);
        for (var n = 2; n <= 18; n++) {
            events.write(created(n));
        }
        var stop = new StopSignal();
        stop.stop();
        var start = System.nanoTime();
        events.finish(stop);
        events.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        assertThatThrownBy(events::checkAllStored)
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageStartingWith("17 event(s) were accepted and are not on the stream");
    }

    @Test
    void anEventStoredTwiceIsAcknowledgedOnce() {
        stream.port.losePutAnswer();
        events.write(created(1));
        events.write(created(2));
        events.close();
        assertThat(events.acknowledged()).isEqualTo(2);
    }

    @Test
    void refusesAnotherSourcesEvents() {
        var foreign = new OrderCreated(new OrderId("other123", 1), new Region(0, 0), new Region(1, 1), 1, 60, now());
        assertThatThrownBy(() -> events.write(foreign)).hasMessageContaining("other123");
    }

    private List<SourceProgress> progress() {
        return onStream().stream()
                .filter(SourceProgress.class::isInstance)
                .map(SourceProgress.class::cast)
                .sorted(Comparator.comparingLong(SourceProgress::acknowledged).thenComparing(SourceProgress::closed))
                .toList();
    }

    private List<StreamEvent> onStream() {
        var decoder = new EventDecoder();
        return stream.texts().stream()
                .map(text -> decoder.decode(text.getBytes(StandardCharsets.UTF_8), now()))
                .map(decoded -> ((Decoded.Event) decoded).event())
                .toList();
    }

    private static OrderCreated created(long n) {
        return new OrderCreated(new OrderId(SOURCE, n), new Region(3, 4), new Region(5, 6), 400, 60, now());
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
