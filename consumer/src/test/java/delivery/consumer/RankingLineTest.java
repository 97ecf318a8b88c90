package delivery.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RankingLineTest {
    /** Whether its end is heard before the first session begins is a matter of chance: hence so often. */
    @Test
    @SuppressWarnings("try") // closed early, so that the thread that accepts ends
    void aServerThatHangsUpAtOnceIsABrokenConnectionAndNeverNoSession() throws Exception {
        var met = new AtomicInteger();
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var line = new RankingLine(new ServerAddress("127.0.0.1", server.getLocalPort()), new StopSignal())) {
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
}
