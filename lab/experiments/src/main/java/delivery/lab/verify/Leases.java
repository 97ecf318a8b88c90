package delivery.lab.verify;

import delivery.app.AppException;
import delivery.lab.launcher.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where consumers keep leases: npm's dynalite, a DynamoDB in memory. It ends with its launcher. */
final class Leases {
    private static final String HOME = "lab/interop-tests";
    private static final String PROGRAM = HOME + "/node_modules/dynalite/cli.js";

    private final URI endpoint;

    private Leases(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** @throws AppException if this machine does not have it */
    static void check(Path suite) {
        if (!Files.exists(suite.resolve(PROGRAM))) {
            throw AppException.failed("--leases needs dynalite, which is not installed:" + " npm install --prefix "
                    + HOME + " --no-package-lock");
        }
    }

    static Leases start(Launcher launcher) {
        var port = freePort();
        var command = List.of(
                "node",
                launcher.root().resolve(PROGRAM).toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--createTableMs",
                "10");
        launcher.command("dynalite", launcher.root(), Map.of(), command).awaitLine("listening");
        return new Leases(URI.create("http://127.0.0.1:" + port));
    }

    Map<String, String> variables(String table) {
        return Map.of("AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(), "LEASE_TABLE", table);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
