package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.kinesis.TestStream;
import delivery.model.Events;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a source says of itself on the stream, and when: its turns without its threads. */
class ReportsTest {
    private final FakeTime time = new FakeTime();
    private final TestStream stream = TestStream.unlimited(time, 1);
    private final StreamWriter writer = new StreamWriter(
            stream.port,
            WriterOptions.of(TestStream.NAME, Routing.cycle),
            time,
            new Random(1),
            new PrometheusRegistry());
    private final EventWriter source = new EventWriter(writer, Events.PRODUCER, time);

    @Test
    void saysHowFarItIsOnceAndThenEveryFiveSecondsAsLongAsNothingChanges() {
        source.write(Events.created(1));
        store();
        for (var second = 1; second <= 16; second++) {
            assertThat(source.report()).isEqualTo(EventWriter.WHEN_CHANGED);
            store();
        }
        assertThat(stream.texts())
                .as("the event, and reports in the seconds 1, 6, 11 and 16")
                .hasSize(1 + 4);
    }

    @Test
    void whileItsLastReportIsNotStoredItMakesNoOther() {
        source.write(Events.created(1));
        store();
        source.report();
        for (var n = 2; n <= 10; n++) {
            source.write(Events.created(n));
            stream.port.failEntries(false, 0);
            time.advance(PutTurns.RETRY_MAX);
            writer.doWork();
            source.report();
        }
        assertThat(source.stored()).isEqualTo(10);
        assertThat(writer.unstored()).isOne();
        store();
        source.report();
        assertThat(writer.unstored()).as("what has changed meanwhile").isOne();
    }

    private void store() {
        time.advance(Duration.ofSeconds(1));
        while (writer.doWork().isZero()) {
            // until there is nothing to do
        }
    }
}
