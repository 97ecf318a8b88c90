package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * How long a test waits for its Kinesis, the first time in its JVM and again: a benchmark, by {@code -Dtest=StartSpeed}. What
 * any test with a client needs besides is there already: JUnit, AssertJ, sockets, the log.
 */
class StartSpeed {
    private static final int AGAIN = 100;

    @Test
    void theFirstTimeAndAgain() throws IOException {
        useSockets();
        LoggerFactory.getLogger(StartSpeed.class).info("a log is there");
        var threads = ManagementFactory.getThreadMXBean();
        var cpuBefore = threads.getCurrentThreadCpuTime();
        var first = millis();
        var cpu = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e6;
        var again = new double[AGAIN];
        for (int i = 0; i < AGAIN; i++) {
            again[i] = millis();
        }
        Arrays.sort(again);
        System.out.printf(
                Locale.ROOT,
                "start: first %.0f ms (CPU of its thread, with close, %.0f ms), again p50 %.1f, p90 %.1f, max %.1f ms%n",
                first,
                cpu,
                again[AGAIN / 2],
                again[AGAIN * 9 / 10],
                again[AGAIN - 1]);
        assertThat(again[AGAIN / 10])
                .as("p10, to which a busy machine adds, ms")
                .isLessThan(10);
    }

    private static double millis() {
        var from = System.nanoTime();
        try (var kinesis = LocalKinesis.builder().stream("orders", 4).start()) {
            var took = (System.nanoTime() - from) / 1e6;
            assertThat(kinesis.port()).isPositive();
            return took;
        }
    }

    private static void useSockets() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
        }
    }
}
