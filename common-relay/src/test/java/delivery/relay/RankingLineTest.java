package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import delivery.app.StopSignal;
import delivery.app.tls.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RankingLineTest {
    /** Whether its end is heard before the first session begins is a matter of chance: hence so often. */
    @Test
    @SuppressWarnings("try") // closed early, so that the thread that accepts ends
    void aServerThatHangsUpAtOnceIsABrokenConnectionAndNeverNoSession() throws Exception {
        var met = new AtomicInteger();
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var line = new RankingLine(
                        new ServerAddress("127.0.0.1", server.getLocalPort()), null, new StopSignal())) {
            var hangsUp = new Thread(
                    () -> {
                        while (!server.isClosed()) {
                            try {
                                server.accept().close();
                                met.incrementAndGet();
                            } catch (IOException e) {
                                // closed: the test is over
                            }
                        }
                    },
                    "hangs-up");
            hangsUp.start();
            for (var i = 0; i < 500; i++) {
                try {
                    var session = line.connect();
                    assertThat(session).isNotNull();
                    session.close();
                } catch (IOException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
            server.close();
            hangsUp.join();
        }
        assertThat(met).hasPositiveValue();
    }

    /** All that can be wrong between client and server of TLS is tried where the words are made: HandshakeTest. */
    @Test
    void aServerThatIsNotTheOneIsSaidInOneLineAndIsAsWrongAsAWrongAddress(@TempDir Path folder) throws Exception {
        var shown = TestCertificate.server(folder);
        var known = TestCertificate.ofItself(folder);
        try (var server = shown.context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                var line = new RankingLine(
                        new ServerAddress("127.0.0.1", server.getLocalPort()), known.trust(), new StopSignal())) {
            var shakesHands = new Thread(() -> shakeHands(server), "shakes-hands");
            shakesHands.start();
            var failure = (IOException) catchThrowable(line::connect);
            assertThat(ConnectionTrouble.of(failure, line))
                    .isEqualTo(new ConnectionTrouble(
                            "the ranking server at 127.0.0.1:" + server.getLocalPort()
                                    + " shows a certificate that --server-ca does not vouch for: give the file of who"
                                    + " signed it",
                            true));
            shakesHands.join();
        }
    }

    private static void shakeHands(ServerSocket server) {
        try (var socket = server.accept()) {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
