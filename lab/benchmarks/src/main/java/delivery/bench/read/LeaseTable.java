package delivery.bench.read;

import delivery.bench.compare.Bench;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A DynamoDB for KCL's leases: dynalite, of npm. */
final class LeaseTable implements AutoCloseable {
    private final Program program;
    private final String url;

    private LeaseTable(Program program, String url) {
        this.program = program;
        this.url = url;
    }

    /** Empty where npm has not installed it. */
    static Optional<LeaseTable> start(Bench bench) {
        return bench.nodeModules().map(modules -> {
            var port = freePort();
            var command = List.of("node", "dynalite/cli.js", "--port", port, "--createTableMs", "0");
            var program = bench.launcher().command("dynalite", modules, Map.of(), command);
            program.awaitLine(port);
            return new LeaseTable(program, "http://127.0.0.1:" + port);
        });
    }

    String url() {
        return url;
    }

    private static String freePort() {
        try (var socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.kill();
    }
}
