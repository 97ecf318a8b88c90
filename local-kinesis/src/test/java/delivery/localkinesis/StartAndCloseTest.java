package delivery.localkinesis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartAndCloseTest {
    @Test
    void aHundredStartedAndClosedLeaveNoThread() {
        try (var first = LocalKinesis.start()) { // what the JVM itself starts with the first socket stays
            assertThat(first.port()).isPositive();
        }
        var before = threads();
        for (int i = 0; i < 100; i++) {
            try (var local = LocalKinesis.builder().stream("s", 1).start()) {
                assertThat(local.engine().describeStreamSummary("s").openShards())
                        .isEqualTo(1);
            }
        }
        await().untilAsserted(() -> assertThat(before).containsAll(threads()));
    }

    @Test
    void whoIsConnectedIsToldThatItIsOver() throws IOException {
        for (int i = 0; i < 50; i++) {
            var sockets = new ArrayList<Socket>();
            try (var local = LocalKinesis.start()) {
                for (int n = 0; n < 4; n++) {
                    var socket = new Socket(InetAddress.getLoopbackAddress(), local.port());
                    socket.setSoTimeout(5_000);
                    sockets.add(socket);
                    socket.getOutputStream()
                            .write("GET /_health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
            }
            for (var socket : sockets) {
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .endsWith("ok\n");
                socket.close();
            }
        }
    }

    private static Set<Thread> threads() {
        var threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.isAlive() || thread.getName().startsWith("awaitility"));
        return threads;
    }
}
