package delivery.ranking.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final FakeTime time = new FakeTime();
    private final OtherSide connection = new OtherSide();
    private final List<StreamClient> gone = new ArrayList<>();
    private final StreamClient client = new StreamClient(
            Coding.PLAIN,
            (AsyncContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {AsyncContext.class},
                    (proxy, method, arguments) -> null),
            connection,
            time,
            PATIENCE,
            () -> connection.isCut = true,
            gone::add);

    /** What the other side got, as long as it takes it. */
    private static final class OtherSide extends ServletOutputStream {
        private final List<String> got = new ArrayList<>();
        private boolean isReady = true;
        private boolean isBroken;
        private boolean isCut;

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (isBroken) {
                throw new IOException("the other side has gone");
            }
            got.add(new String(bytes, UTF_8).strip());
        }
    }

    private static Frame frame(int number) {
        return new Frame(number, () -> ("whole " + number).getBytes(UTF_8), () -> ("change " + number).getBytes(UTF_8));
    }

    @Test
    void aReaderGetsEverythingAndThenTheChanges() throws IOException {
        client.offer(frame(7));
        assertThat(connection.got).isEmpty();
        client.onWritePossible();
        client.offer(frame(8));
        client.offer(frame(9));
        assertThat(connection.got).containsExactly("data: whole 7", "data: change 8", "data: change 9");
    }

    @Test
    void aSlowReaderMissesEventsAndThenGetsEverythingAgain() throws IOException {
        client.offer(frame(1));
        client.onWritePossible();
        connection.isReady = false;
        client.offer(frame(2));
        client.offer(frame(3));
        client.offer(frame(4));
        client.beat();
        connection.isReady = true;
        client.onWritePossible();
        client.offer(frame(5));
        assertThat(connection.got).containsExactly("data: whole 1", "data: whole 4", "data: change 5");
    }

    @Test
    void aReaderThatHasOneEventToReadGetsJustThat() throws IOException {
        client.offer(frame(1));
        client.onWritePossible();
        connection.isReady = false;
        client.offer(frame(2));
        connection.isReady = true;
        client.onWritePossible();
        assertThat(connection.got).containsExactly("data: whole 1", "data: change 2");
    }

    @Test
    void aFrameThatComesLateIsNotSent() throws IOException {
        client.onWritePossible();
        client.offer(frame(2));
        client.offer(frame(1));
        assertThat(connection.got).containsExactly("data: whole 2");
    }

    @Test
    void whenNothingIsNewThereIsAHeartbeat() throws IOException {
        client.onWritePossible();
        client.offer(frame(1));
        client.beat();
        client.offer(frame(2));
        assertThat(connection.got).containsExactly("data: whole 1", ":", "data: change 2");
    }

    @Test
    void aReaderThatIsGoneLeavesOnce() throws IOException {
        client.onWritePossible();
        connection.isBroken = true;
        client.offer(frame(1));
        client.offer(frame(2));
        client.leave();
        assertThat(gone).containsExactly(client);
    }

    @Test
    void aReaderThatTakesNothingForFifteenSecondsIsCutOff() throws IOException {
        client.offer(frame(1));
        client.onWritePossible();
        connection.isReady = false;
        client.offer(frame(2));
        time.advance(PATIENCE.minusMillis(1));
        time.step(Duration.ofHours(1));
        client.offer(frame(3));
        client.leaveIfStalled();
        assertThat(gone).isEmpty();
        time.advance(Duration.ofMillis(1));
        client.leaveIfStalled();
        assertThat(gone).containsExactly(client);
        assertThat(connection.isCut).isTrue();
    }

    @Test
    void aReaderThatTakesALittleNowAndThenStays() throws IOException {
        client.onWritePossible();
        for (var number = 1; number < 10; number++) {
            connection.isReady = false;
            client.offer(frame(number));
            time.advance(PATIENCE.minusMillis(1));
            client.leaveIfStalled();
            connection.isReady = true;
            client.onWritePossible();
        }
        assertThat(gone).isEmpty();
    }
}
