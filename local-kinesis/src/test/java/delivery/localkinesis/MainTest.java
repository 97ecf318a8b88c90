package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource({
        "--stream, orders, 'not NAME:SHARDS'",
        "--stream, orders:x, 'not NAME:SHARDS'",
        "--stream, orders:0, 'shardCount'",
        "--stream, a/b:1, 'streamName'",
        "--port, 70000, 'not a port'",
        "--retain, lots, 'not a size'",
        "--retain, 1k, 'too little'",
        "--transition, soon, 'not a duration'",
        "--tls-port, 4568, 'Unknown option'",
    })
    void aBadValueIsNamedInOneLineAndTheExitCodeIsTwo(String flag, String value, String named) {
        var err = stderrOf(() -> assertThat(new Main().execute(flag, value)).isEqualTo(2));
        assertThat(err.lines().filter(line -> line.startsWith("error: "))).hasSize(1);
        assertThat(err).contains(named).doesNotContain("\tat ");
    }

    @Test
    void aTakenPortIsNamedInOneLineAndTheExitCodeIsOne() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var port = Integer.toString(taken.getLocalPort());
            var err = stderrOf(
                    () -> assertThat(new Main().execute("--port", port)).isEqualTo(1));
            assertThat(err.lines()).hasSize(1);
            assertThat(err).startsWith("error: cannot listen on port " + port);
        }
    }

    private static String stderrOf(Runnable action) {
        var bytes = new ByteArrayOutputStream();
        var err = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
