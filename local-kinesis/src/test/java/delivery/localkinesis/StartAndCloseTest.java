package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    private static Set<Thread> threads() {
        var threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.isAlive() || thread.getName().startsWith("awaitility"));
        return threads;
    }
}
