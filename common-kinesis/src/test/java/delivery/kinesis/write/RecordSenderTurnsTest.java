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
class RecordSenderTurnsTest {
    private final FakeTime time = new FakeTime();
    private final Inbox inbox = new Inbox(100_000);
    private final TestStream stream = TestStream.unlimited(time, 1);

    @Test
    void aCallThatFailsIsNoFaultOfItsRecords() {
        var sender = sender(stream.port, true);
        write("a");
        for (var call = 0; call < 6; call++) {
            stream.port.failPut(Kind.UNAVAILABLE);
        }
        stream.port.failEntries(false, 0);
        for (var call = 0; call < 7; call++) {
            untilNextPut(sender);
        }
        assertThat(untilNextPut(sender)).as("its first failure").isEqualTo(RecordSender.RETRY_BASE);
    }

    @Test
    void aShardThatSaidNoThoughWeKeptToItsLimitsIsLeftAloneForAWhile() {
        var sender = sender(stream.port, true);
        write("a");
        stream.port.failEntries(true, 0);
        untilNextPut(sender);
        write("b");
        assertThat(untilNextPut(sender)).isEqualTo(ShardBudget.PAUSE);
    }

    @Test
    void withoutLimitsOfOurOwnARecordThatWasRefusedWaitsForItselfAlone() {
        var sender = sender(stream.port, false);
        write("a");
        stream.port.failEntries(true, 0);
        untilNextPut(sender);
        write("b");
        assertThat(untilNextPut(sender)).isZero();
        assertThat(untilNextPut(sender)).isEqualTo(RecordSender.RETRY_BASE);
    }

    @Test
    void whatWaitsForItsShardsBudgetGoesBeforeWhatCameLater() {
        var sender = sender(stream.port, true);
        for (var i = 0; i < 1_500; i++) {
            write("old");
        }
        while (sender.doWork().isZero()) {
            // until the second's worth is used up
        }
        assertThat(stream.texts()).hasSize(1_000);
        for (var i = 0; i < 1_000; i++) {
            write("new");
        }
        time.advance(Duration.ofMillis(1_010));
        untilNextPut(sender);
        assertThat(stream.port.puts().get(2))
                .extracting(RecordSenderTurnsTest::text)
                .containsOnly("old");
    }

    /** As few as one record in a call say nothing of what five hundred take. */
    @Test
    void smallPutsThatAreQuickDoNotMakeTheLargeOnesLarger() {
        var line = new SlowLine(time, stream.port);
        line.recordsPerSecond(10);
        var sender = sender(line, false);
        writeAndDrain(sender, 1_000);
        var timeOuts = line.timeOuts();
        for (var i = 0; i < 20; i++) {
            writeAndDrain(sender, 1);
        }
        writeAndDrain(sender, 1_000);
        assertThat(line.timeOuts()).isEqualTo(timeOuts).isPositive();
    }

    private void writeAndDrain(RecordSender sender, int records) {
        for (var i = 0; i < records; i++) {
            write("record");
        }
        while (inbox.unsettled() > 0) {
            time.await(sender.doWork());
        }
    }

    private Duration untilNextPut(RecordSender sender) {
        var before = time.elapsed();
        var calls = stream.port.puts().size();
        while (stream.port.puts().size() == calls) {
            time.await(sender.doWork());
        }
        return time.elapsed().minus(before);
    }

    private void write(String text) {
        inbox.put(new Draft(text.getBytes(StandardCharsets.UTF_8), text, null, () -> {}));
    }

    private static String text(PutEntry entry) {
        return new String(entry.data(), StandardCharsets.UTF_8);
    }

    private RecordSender sender(KinesisStream port, boolean limits) {
        return new RecordSender(
                port,
                inbox,
                new Router(Routing.cycle, new Random(1)),
                new ShardBudget(limits),
                time,
                new Random() {
                    @Override
                    public long nextLong(long bound) {
                        return bound - 1;
                    }
                },
                new WriterMetrics("TestStream", inbox, new PrometheusRegistry()));
    }
}
