package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.SlowLine;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes first, how long each waits, and whose fault a failure is. The draw is always the longest wait. */
class RetriesTest {
    private final FakeTime time = new FakeTime();
    private final TestStream stream = TestStream.unlimited(time, 1);
    private StreamWriter writer;

    @Test
    void aCallThatFailsIsNoFaultOfItsRecords() {
        writer = writer(stream.port, true);
        write("a");
        for (var call = 0; call < 6; call++) {
            stream.port.failPut(Kind.UNAVAILABLE);
        }
        stream.port.failEntries(false, 0);
        for (var call = 0; call < 7; call++) {
            untilNextPut();
        }
        assertThat(untilNextPut()).as("its first failure").isEqualTo(PutTurns.RETRY_BASE);
    }

    @Test
    void aShardThatSaidNoThoughWeKeptToItsLimitsIsLeftAloneForAWhile() {
        writer = writer(stream.port, true);
        write("a");
        stream.port.failEntries(true, 0);
        untilNextPut();
        write("b");
        assertThat(untilNextPut()).isEqualTo(ShardBudget.PAUSE);
    }

    @Test
    void withoutLimitsOfOurOwnARecordThatWasRefusedWaitsForItselfAlone() {
        writer = writer(stream.port, false);
        write("a");
        stream.port.failEntries(true, 0);
        untilNextPut();
        write("b");
        assertThat(untilNextPut()).as("b").isEqualTo(PutTurns.GATHER);
        assertThat(untilNextPut()).as("a").isEqualTo(PutTurns.RETRY_BASE.minus(PutTurns.GATHER));
    }

    @Test
    void whatWaitsForItsShardsBudgetGoesBeforeWhatCameLater() {
        writer = writer(stream.port, true);
        for (var i = 0; i < 1_500; i++) {
            write("old");
        }
        while (writer.doWork().isZero()) {
            // until the second's worth is used up
        }
        assertThat(stream.texts()).hasSize(1_000);
        for (var i = 0; i < 1_000; i++) {
            write("new");
        }
        time.advance(Duration.ofMillis(1_010));
        untilNextPut();
        assertThat(stream.port.puts().get(2)).extracting(RetriesTest::text).containsOnly("old");
    }

    /** As few as one record in a call say nothing of what five hundred take. */
    @Test
    void smallPutsThatAreQuickDoNotMakeTheLargeOnesLarger() {
        var line = new SlowLine(time, stream.port);
        line.recordsPerSecond(10);
        writer = writer(line, false);
        writeAndDrain(1_000);
        var timeOuts = line.timeOuts();
        for (var i = 0; i < 20; i++) {
            writeAndDrain(1);
        }
        writeAndDrain(1_000);
        assertThat(line.timeOuts()).isEqualTo(timeOuts).isPositive();
    }

    private void writeAndDrain(int records) {
        for (var i = 0; i < records; i++) {
            write("record");
        }
        while (writer.unstored() > 0) {
            time.await(writer.doWork());
        }
    }

    private Duration untilNextPut() {
        var before = time.elapsed();
        var calls = stream.port.puts().size();
        while (stream.port.puts().size() == calls) {
            time.await(writer.doWork());
        }
        return time.elapsed().minus(before);
    }

    private void write(String text) {
        writer.write(text.getBytes(StandardCharsets.UTF_8), text, null, () -> {});
    }

    private static String text(PutEntry entry) {
        return new String(entry.data(), StandardCharsets.UTF_8);
    }

    private StreamWriter writer(KinesisStream port, boolean limits) {
        return new StreamWriter(
                port,
                new WriterOptions(TestStream.NAME, Routing.cycle, 100_000, limits, false),
                time,
                new Random() {
                    @Override
                    public long nextLong(long bound) {
                        return bound - 1;
                    }
                },
                new PrometheusRegistry());
    }
}
