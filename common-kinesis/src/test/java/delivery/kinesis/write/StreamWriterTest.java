package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.app.Time;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamWriterTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final TestStream stream = new TestStream(Time.system(), 3, false);
    private final Queue<StreamException> fatal = new ConcurrentLinkedQueue<>();
    private final StreamWriter writer = new StreamWriter(
                    stream.port,
                    new WriterOptions(TestStream.NAME, Routing.cycle, 10, true, false),
                    Time.system(),
                    new Random(1),
                    new PrometheusRegistry())
            .start(fatal::add);

    @AfterEach
    void close() {
        writer.close(Duration.ZERO);
    }

    @Test
    void storesWhatItIsGivenAndSaysSo() {
        var stored = new ConcurrentLinkedQueue<String>();
        writer.write(bytes("a"), "key", null, () -> stored.add("a"));
        assertThat(writer.flush(LONG)).isTrue();
        assertThat(stored).containsExactly("a");
        assertThat(stream.texts()).containsExactly("a");
    }

    @Test
    void closeStoresWhatWasAccepted() {
        for (var i = 0; i < 1_000; i++) {
            write(Integer.toString(i));
        }
        writer.close();
        assertThat(stream.texts()).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(writer.unstored()).isZero();
    }

    @Test
    void aFullInboxBlocksUntilTheStreamTakesRecordsAgain() {
        stream.port.breakDown(Kind.UNREACHABLE);
        var filler = start(() -> {
            for (var i = 0; i < 2_000; i++) {
                write(Integer.toString(i));
            }
        });
        await().until(() -> filler.getState() == Thread.State.WAITING);
        assertThat(writer.unstored()).isLessThan(2_000);
        stream.port.recover();
        await().until(() -> !filler.isAlive());
        assertThat(writer.flush(LONG)).isTrue();
        assertThat(stream.texts()).hasSize(2_000);
    }

    @Test
    void whoWaitsForRoomIsToldWhenTheWriterStopsTaking() {
        stream.port.breakDown(Kind.UNREACHABLE);
        var filler = start(() -> {
            while (write("x")) {
                // until it is full, and then until it takes no more
            }
        });
        await().until(() -> filler.getState() == Thread.State.WAITING);
        writer.stopTaking();
        await().until(() -> !filler.isAlive());
    }

    @Test
    void aFatalFailureIsReportedOnceWithTheNumberOfUnstoredRecords() {
        stream.port.failPut(Kind.NOT_FOUND);
        write("a");
        await().until(() -> !fatal.isEmpty());
        assertThat(fatal.peek()).hasMessageContaining("1 record(s) were accepted and are not stored");
        assertThat(fatal.peek().kind()).isEqualTo(Kind.NOT_FOUND);
        assertThatThrownBy(() -> write("b")).isInstanceOf(StreamException.class);
        assertThat(writer.flush(LONG)).isFalse();
        writer.close();
        assertThat(fatal).hasSize(1);
    }

    /** No room in the inbox, and then no thread that would make any: who waits there is not to wait for ever. */
    @Test
    void whateverEndsItsThreadIsReportedAndNobodyWaitsForRoomAnyMore() {
        stream.port.breakDown(Kind.UNREACHABLE);
        var told = new ConcurrentLinkedQueue<Throwable>();
        var filler = start(() -> {
            try {
                while (write("x")) {
                    // until it is full, and then until nothing is taken any more
                }
            } catch (StreamException e) {
                told.add(e);
            }
        });
        await().until(() -> filler.getState() == Thread.State.WAITING);
        stream.port.dieOf(new StackOverflowError("a test says so"));
        await().until(() -> !filler.isAlive());
        assertThat(told).hasSize(1);
        assertThat(fatal.peek()).hasMessageContaining("StackOverflowError").hasRootCauseInstanceOf(Error.class);
    }

    @Test
    void closeGivesUpInTimeWhenTheStreamStaysAway() {
        write("a");
        assertThat(writer.flush(LONG)).isTrue();
        stream.port.breakDown(Kind.UNREACHABLE);
        write("b");
        var start = System.nanoTime();
        writer.close(Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(writer.unstored()).isEqualTo(1);
        assertThat(fatal).isEmpty();
    }

    @Test
    void refusesRecordsOnceClosed() {
        writer.close();
        assertThat(write("a")).isFalse();
    }

    @Test
    void manyThreadsMayWrite() throws InterruptedException {
        var threads = List.of(start(() -> writeMany("a")), start(() -> writeMany("b")), start(() -> writeMany("c")));
        for (var thread : threads) {
            thread.join();
        }
        writer.close();
        assertThat(stream.texts()).hasSize(3_000).doesNotHaveDuplicates();
        RouterTest.assertEven(stream.counts(), 3);
    }

    private void writeMany(String prefix) {
        for (var i = 0; i < 1_000; i++) {
            write(prefix + i);
        }
    }

    private boolean write(String text) {
        return writer.write(bytes(text), "key-" + text, null, () -> {});
    }

    private static Thread start(Runnable action) {
        var thread = new Thread(action, "test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
