package delivery.interop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where KCL keeps its leases: npm's dynalite, a DynamoDB in memory. */
final class Dynalite implements AutoCloseable {
    private final Command process;
    private final URI endpoint;

    private Dynalite(Command process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Why it cannot be started here; null if it can. */
    static String missing() {
        return Command.missingNodePackage("dynalite");
    }

    static Dynalite start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var process = Command.start(
                Map.of(),
                line -> {},
                List.of(
                        "node",
                        Command.MODULE.resolve("node_modules/dynalite/cli.js").toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--createTableMs",
                        "10"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> process.hasSaid("listening"));
        } catch (Throwable e) {
            process.close();
            throw e;
        }
        return new Dynalite(process, URI.create("http://127.0.0.1:" + port));
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.close();
    }
}
