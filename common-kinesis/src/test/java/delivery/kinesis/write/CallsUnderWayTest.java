package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls are answered when the test says so. */
class CallsUnderWayTest {
    private final FakeTime time = new FakeTime();
    private final TestStream stream = TestStream.unlimited(time, 7);
    private final List<String> acknowledged = new ArrayList<>();
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final StreamWriter writer = new StreamWriter(
            stream.port,
            new WriterOptions(TestStream.NAME, Routing.cycle, 100_000, false, false),
            time,
            new Random(2),
            new PrometheusRegistry());
    private int written;

    @BeforeEach
    void answerCallsWhenTheTestSaysSo() {
        writer.makeCallsBy(calls::add);
    }

    @Test
    void aRecordGoesAtOnceIfNoneWentJustBefore() {
        write(1);
        takeTurns();
        assertThat(calls).hasSize(1);
        answer();
        time.advance(PutTurns.GATHER);
        write(1);
        takeTurns();
        assertThat(calls).hasSize(1);
    }

    @Test
    void recordsThatFollowOneAnotherCloselyMakeABatch() {
        for (var i = 0; i < 50; i++) {
            write(1);
            takeTurns();
            answerAll();
            time.advance(Duration.ofMillis(1));
        }
        time.advance(PutTurns.GATHER);
        takeTurns();
        answerAll();
        writer.doWork();
        assertThat(acknowledged).hasSize(50);
        assertThat(stream.port.puts()).hasSizeBetween(9, 12);
    }

    @Test
    void aFurtherCallBeginsWhenAWholeBatchWaitsUpToSoManyAtATime() {
        write(499);
        takeTurns();
        write(499);
        takeTurns();
        assertThat(calls).as("the second batch is not whole").hasSize(1);
        write(1);
        takeTurns();
        assertThat(calls).hasSize(2);
        write(10_000);
        takeTurns();
        assertThat(calls).hasSize(PutCalls.MAX);
        assertThat(writer.wantsRecords())
                .as("it sleeps until there is an answer, whatever waits")
                .isFalse();
        answerAll();
        takeTurns();
        assertThat(calls).hasSize(PutCalls.MAX);
        while (writer.unstored() > 0) {
            answerAll();
            takeTurns();
            time.advance(PutTurns.GATHER);
        }
        assertThat(acknowledged).hasSize(499 + 499 + 1 + 10_000);
    }

    @Test
    void aWholeBatchIsAlsoOneOfLargeRecords() {
        writeLarge(1);
        takeTurns();
        writeLarge(4);
        takeTurns();
        assertThat(calls).hasSize(1);
        writeLarge(1);
        takeTurns();
        assertThat(calls).hasSize(2);
    }

    @Test
    void aCallWithoutAnAnswerDoesNotHoldUpWhatComesAfterIt() {
        write(1);
        takeTurns();
        var hangs = calls.poll();
        write(1);
        takeTurns();
        assertThat(calls).isEmpty();
        time.advance(PutTurns.PATIENCE);
        takeTurns();
        answerAll();
        writer.doWork();
        assertThat(acknowledged).containsExactly("1");
        hangs.run();
        writer.doWork();
        assertThat(acknowledged).containsExactly("1", "0");
    }

    @Test
    void aFailedCallDelaysWhatItHadAndNothingElse() {
        stream.port.failPut(Kind.UNAVAILABLE);
        write(1);
        takeTurns();
        answer();
        writer.doWork();
        time.advance(PutTurns.GATHER);
        write(1);
        takeTurns();
        answerAll();
        writer.doWork();
        assertThat(acknowledged).containsExactly("1");
        time.advance(PutTurns.RETRY_BASE);
        takeTurns();
        answerAll();
        writer.doWork();
        assertThat(acknowledged).containsExactly("1", "0");
    }

    @Test
    void whileCallsFailOneAtATimeTries() {
        write(1);
        takeTurns();
        answer();
        stream.port.breakDown(Kind.UNAVAILABLE);
        write(500);
        takeTurns();
        answer();
        write(5_000);
        time.advance(PutTurns.RETRY_BASE);
        takeTurns();
        assertThat(calls).hasSize(1);
        stream.port.recover();
        while (writer.unstored() > 0) {
            answerAll();
            takeTurns();
            time.advance(PutTurns.GATHER);
        }
        assertThat(acknowledged).hasSize(5_501).doesNotHaveDuplicates();
    }

    private void takeTurns() {
        while (writer.doWork().isZero()) {
            // until there is nothing more to begin
        }
    }

    private void answer() {
        calls.remove().run();
    }

    private void answerAll() {
        while (!calls.isEmpty()) {
            answer();
        }
    }

    private void write(int records) {
        for (var i = 0; i < records; i++) {
            var text = Integer.toString(written++);
            writer.write(text.getBytes(StandardCharsets.UTF_8), text, null, () -> acknowledged.add(text));
        }
    }

    private void writeLarge(int records) {
        for (var i = 0; i < records; i++) {
            writer.write(new byte[1 << 20], "key", null, () -> {});
        }
    }
}
