package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.app.Threads;
import delivery.app.tls.TestCertificate;
import delivery.model.Position;
import delivery.protocol.MalformedFrameException;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.Batches;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ranking socket in TLS: what holds without it holds with it. */
@Timeout(120)
class TlsSocketTest {
    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private ServerOnASocket server;

    @BeforeAll
    static void make() throws Exception {
        certificate = TestCertificate.server(folder);
    }

    @BeforeEach
    void start() {
        server = new ServerOnASocket(Limits.USUAL, Patience.USUAL, certificate.identity());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private MessageChannel consumer() throws IOException {
        return consumer(server.connect());
    }

    private static MessageChannel consumer(Socket wire) throws IOException {
        return new MessageChannel(wire, certificate.trust().over(wire, "127.0.0.1"), MessageChannel.FRAME_DEADLINE);
    }

    private static Welcome welcome(MessageChannel channel) throws IOException {
        channel.send(ServerOnASocket.hello("a").hello());
        var answer = channel.receive(SocketConsumer.PATIENCE);
        assertThat(answer).isInstanceOf(Welcome.class);
        return (Welcome) answer;
    }

    @Test
    void aConsumerBringsItsRecords() throws IOException {
        try (var channel = consumer()) {
            var epoch = welcome(channel).epoch();
            channel.send(Batches.of("a", epoch, Position.TRIM_HORIZON).to(1).batch());
            assertThat(channel.receive(SocketConsumer.PATIENCE)).isInstanceOf(Ack.class);
        }
    }

    @Test
    void whoComesWithoutTlsIsToldWhatThePortWants() throws IOException {
        try (var plain = server.consumer().channel()) {
            plain.send(ServerOnASocket.hello("a").hello());
            assertThatThrownBy(() -> plain.receive(SocketConsumer.PATIENCE))
                    .isInstanceOf(MalformedFrameException.class)
                    .hasMessageContaining("that port wants TLS, give --server-ca");
        }
        await().until(() -> server.counters.ended(Ending.TLS) == 1);
    }

    @Test
    void aBrowserIsToldWhereThePageIs() throws IOException {
        try (var wire = server.connect()) {
            var socket = certificate.trust().over(wire, "127.0.0.1");
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("400 Bad Request", "the page is at http://page/");
        }
    }

    @Test
    void strangersThatNeverShakeHandsDoNotKeepAConsumerOut() throws IOException {
        for (var i = 0; i < 100; i++) {
            server.connect().getOutputStream().write(0x16);
        }
        try (var channel = consumer()) {
            welcome(channel);
        }
        assertThat(server.counters.ended(Ending.UNGREETED)).isGreaterThan(50);
    }

    @Test
    void whenTheServerStopsEveryoneHearsItsLastWord() throws IOException {
        try (var channel = consumer()) {
            welcome(channel);
            server.stop();
            assertThat(channel.receive(SocketConsumer.PATIENCE)).isInstanceOf(GoAway.class);
        }
    }

    @Test
    void aServerStopsThoughAConsumerTakesNothing() throws IOException {
        try (var channel = consumer()) {
            welcome(channel);
            var began = System.nanoTime();
            server.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
            assertThat(channel).isNotNull();
        }
    }

    /** A slow line cuts a record of TLS anywhere; who looks for a message meanwhile must not lose the half that has come. */
    @Test
    void aMessageThatComesInPiecesIsWholeInTheEnd() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var toServer = server.connect()) {
            var slow = new AtomicBoolean();
            var line = Threads.make("slow-line", () -> relay(listener, toServer, slow));
            line.start();
            try (var channel = consumer(new Socket(listener.getInetAddress(), listener.getLocalPort()))) {
                slow.set(true);
                channel.send(ServerOnASocket.hello("a").hello());
                assertThat(patiently(channel)).isInstanceOf(Welcome.class);
            }
            Threads.join(line);
        }
    }

    private static Object patiently(MessageChannel channel) throws IOException {
        while (true) {
            try {
                return channel.receive(Duration.ofMillis(3));
            } catch (SocketTimeoutException e) {
                // not there yet
            }
        }
    }

    /** From the server a few bytes at a time, with pauses longer than anyone looks; to it at once. */
    private static void relay(ServerSocket listener, Socket toServer, AtomicBoolean slow) {
        try (var client = listener.accept()) {
            var forth = Threads.make("forth", () -> forth(client, toServer));
            forth.start();
            var in = toServer.getInputStream();
            var few = new byte[7];
            for (var count = in.read(few); count >= 0; count = in.read(few)) {
                client.getOutputStream().write(few, 0, count);
                if (slow.get()) {
                    await().pollDelay(Duration.ofMillis(10)).until(() -> true);
                }
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void forth(Socket client, Socket toServer) {
        try {
            client.getInputStream().transferTo(toServer.getOutputStream());
            toServer.shutdownOutput();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
