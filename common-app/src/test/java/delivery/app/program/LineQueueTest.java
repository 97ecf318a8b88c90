package delivery.app.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineQueueTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Pipe pipe = new Pipe();
    private final LineQueue queue = new LineQueue("stderr", pipe).start();
    private final PrintStream out = new PrintStream(queue, false, StandardCharsets.UTF_8);

    @Test
    void linesArriveInTheirOrder() {
        pipe.read();
        out.println("first");
        out.printf(Locale.ROOT, "second %s%n", "grün");
        assertThat(queue.flush(LONG)).isTrue();
        assertThat(pipe.lines()).containsExactly("first", "second grün");
    }

    @Test
    void whoPrintsNeverWaitsForAReaderAndIsToldLaterHowManyLinesAreMissing() {
        for (var i = 0; i < 5_000; i++) {
            out.println("line " + i);
        }
        var dropped = queue.dropped();
        assertThat(dropped).isBetween(3_000L, 4_500L);
        assertThat(queue.flush(Duration.ofMillis(20))).isFalse();

        pipe.read();
        assertThat(queue.flush(LONG)).isTrue();
        assertThat(pipe.lines())
                .hasSize((int) (5_000 - dropped + 1))
                .startsWith("line 0")
                .endsWith(dropped + " line(s) dropped: nobody read them in time");
    }

    @Test
    void whatIsPrintedAfterAGapComesAfterTheWordOfIt() {
        for (var i = 0; i < 2_000; i++) {
            out.println("line " + i);
        }
        pipe.read(600);
        await().until(() -> pipe.lines().size() >= 600);
        out.println("after the gap");
        pipe.read();
        assertThat(queue.flush(LONG)).isTrue();
        assertThat(pipe.lines())
                .endsWith(queue.dropped() + " line(s) dropped: nobody read them in time", "after the gap");
    }

    @Test
    void aQuestionIsShownBeforeItsLineHasEnded() {
        pipe.read();
        out.print("sure? ");
        out.flush();
        assertThat(queue.flush(LONG)).isTrue();
        assertThat(pipe.lines()).containsExactly("sure? ");
    }

    @Test
    void nothingThatIsPrintedSteersTheTerminal() {
        pipe.read();
        out.println("a \u001b[31mred\u001b[0m \u009b1m name, \u202ereversed, \u0007 and a\ttab");
        assertThat(queue.flush(LONG)).isTrue();
        assertThat(pipe.lines()).containsExactly("a ?[31mred?[0m ?1m name, ?reversed, ? and a\ttab");
    }

    /** Takes a line for each that is read. */
    private static final class Pipe extends OutputStream {
        private final Semaphore reads = new Semaphore(0);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void read() {
            read(1_000_000);
        }

        void read(int lines) {
            reads.release(lines);
        }

        List<String> lines() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8).lines().toList();
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            reads.acquireUninterruptibly();
            synchronized (bytes) {
                bytes.write(from, offset, length);
            }
        }
    }
}
