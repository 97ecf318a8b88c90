package delivery.it;

import static org.awaitility.Awaitility.await;

import delivery.lab.launcher.Program;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * npm's kinesis-local, the engine of LocalStack 4: an implementation that is not ours. {@code .ci/run} installs it into
 * {@code lab/integration-tests/node_modules}.
 */
final class KinesisLocal implements AutoCloseable {
    private static final Path FOLDER = Started.ROOT.resolve("lab/integration-tests/node_modules/kinesis-local");

    private final Program process;
    private final URI endpoint;

    private KinesisLocal(Program process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Why it cannot be started here; null if it can. */
    static String missing() {
        if (!Files.exists(FOLDER.resolve("main.js"))) {
            return "kinesis-local is not installed (npm install --prefix lab/integration-tests --no-save kinesis-local@0.6.2)";
        }
        return Started.answer("node", "--version") == null ? "no node on the path that runs" : null;
    }

    static KinesisLocal start() throws IOException {
        var plain = freePort();
        // It reads server.json from its working directory.
        var process = Started.command(
                "kinesis-local",
                FOLDER,
                Map.of(
                        "KINESIS_MOCK_PLAIN_PORT",
                        Integer.toString(plain),
                        "KINESIS_MOCK_TLS_PORT",
                        Integer.toString(freePort()),
                        "LOG_LEVEL",
                        "WARN"),
                List.of("node", "main.js"));
        var endpoint = URI.create("http://127.0.0.1:" + plain);
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> answers(endpoint.resolve("/healthcheck")));
        } catch (Throwable e) {
            process.close();
            throw e;
        }
        return new KinesisLocal(process, endpoint);
    }

    URI endpoint() {
        return endpoint;
    }

    private static boolean answers(URI healthcheck) {
        try {
            return ((HttpURLConnection) healthcheck.toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
