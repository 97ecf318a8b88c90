package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.AppException;
import delivery.app.Threads;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource({
        "--stream, orders, 'not NAME:SHARDS'",
        "--stream, orders:x, 'not NAME:SHARDS'",
        "--stream, orders:0, '1 shard or more'",
        "--stream, orders:20001, '20000 at most'",
        "--stream, orders:999999999999, 'not NAME:SHARDS'",
        "--stream, a/b:1, 'not NAME:SHARDS'",
        "--stream, 'a b:1', 'not NAME:SHARDS'",
        "--stream, :1, 'not NAME:SHARDS'",
        "--stream, a:\u0663, 'not NAME:SHARDS'",
        "--bind, '', 'is not an address'",
        "--bind, no.such.name.invalid, 'is not an address'",
        "--bind, 192.0.2.1, 'not an address of this machine'",
        "--region, '', 'not a region'",
        "--region, 'us east', 'not a region'",
        "--max-connections, 0, 'too few'",
        "--allowed-host, http://a, 'not a name'",
        "--allowed-host, a:80, 'not a name'",
        "--allowed-origin, example.com, 'not an origin'",
        "--allowed-origin, http://a/b, 'not an origin'",
        "--verify-signatures, key, 'KEY:SECRET'",
        "--verify-signatures, ':secret', 'KEY:SECRET'",
        "--retain, 999999999999g, 'not a size'",
        "--port, 70000, 'not a port'",
        "--retain, lots, 'not a size'",
        "--retain, 1k, 'too little'",
        "--transition, soon, 'not a duration'",
        "--tls-port, 70000, 'not a port'",
        "--fault, put:slow, 'is not a fault'",
        "--seed, x, 'seed'",
    })
    void aBadValueIsNamedInOneLineAndTheExitCodeIsTwo(String flag, String value, String named) {
        var err = stderrOf(() -> assertThat(new Main().execute(flag, value)).isEqualTo(2));
        assertThat(err.lines().filter(line -> line.startsWith("error: "))).hasSize(1);
        assertThat(err).contains(named).doesNotContain("\tat ");
    }

    @Test
    void aStreamThatIsNamedTwiceIsRefused() {
        var err = stderrOf(() -> assertThat(new Main().execute("--stream", "a:1", "--stream", "a:2"))
                .isEqualTo(2));
        assertThat(err.lines()).hasSize(1);
        assertThat(err).contains("--stream a is given twice");
    }

    @Test
    void theTwoPortsMayNotBeTheSame() {
        var err = stderrOf(() -> assertThat(new Main().execute("--port", "4999", "--tls-port", "4999"))
                .isEqualTo(2));
        assertThat(err.lines()).hasSize(1);
        assertThat(err).contains("--port and --tls-port are both 4999");
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

    @Test
    @Timeout(30)
    void theFirstLineTellsTheRealPortAndTheSecondWhatToPasteIntoAShell() throws Exception {
        var main = new Main();
        var out = System.out;
        try (var written = new PipedOutputStream();
                var lines = new BufferedReader(
                        new InputStreamReader(new PipedInputStream(written), StandardCharsets.UTF_8))) {
            System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
            var running = new Thread(
                    () -> main.execute("--port", "0", "--stream", "orders:2", "--region", "eu-west-1"), "main");
            running.start();
            var first = lines.readLine();
            assertThat(first).matches("local-kinesis listening on http://127\\.0\\.0\\.1:[1-9]\\d*");
            var endpoint = first.substring(first.indexOf("http"));
            assertThat(lines.readLine())
                    .startsWith("export AWS_ENDPOINT_URL_KINESIS=" + endpoint + " AWS_REGION=eu-west-1 ")
                    .endsWith(" AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test");
            var metrics = URI.create(endpoint + "/metrics").toURL().openStream().readAllBytes();
            assertThat(new String(metrics, StandardCharsets.UTF_8))
                    .contains("stream=\"orders\",shard=\"shardId-000000000001\"");
            main.fail(AppException.failed("the test is over"));
            Threads.join(running);
        } finally {
            System.setOut(out);
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
