package delivery.it;

import static org.awaitility.Awaitility.await;

import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Ranking;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;

/** A city at work and its server, which can be started again where it was. */
final class PageSuite implements AutoCloseable {
    private final Suite suite;
    private final int port = freePort();
    private final int httpPort = freePort();
    private final List<Program> consumers = new ArrayList<>();
    private final List<Program> producers = new ArrayList<>();
    private Program server;

    /** @param shards that are read, each by a consumer of its own; the stream has one at least */
    PageSuite(int shards) {
        this(shards, "--no-limits");
    }

    /** @param kinesisFlags of the embedded Kinesis */
    PageSuite(int shards, String... kinesisFlags) {
        suite = Started.onLocalKinesis(Math.max(1, shards), kinesisFlags);
        startServer();
        for (var shard = 0; shard < shards; shard++) {
            startConsumer(shard);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startServer() {
        server = Started.jar(
                "ranking-server", "--port", Integer.toString(port), "--http-port", Integer.toString(httpPort));
        server.awaitLine("listening on");
    }

    void killServer() {
        server.kill();
    }

    void startConsumer(int shard) {
        consumers.add(suite.run("consumer", "--shard", Integer.toString(shard), "--server", "127.0.0.1:" + port));
    }

    void killConsumer(int shard) {
        consumers.get(shard).kill();
    }

    /** The drivers live ten times as fast as we do. */
    void startProducers() {
        producers.add(suite.run("producer-main", "--rate", "30", "--seed", "1"));
        producers.add(suite.run("producer-driver", "--time-scale", "10", "--seed", "1"));
    }

    void run(String module, String... flags) {
        var program = suite.run(module, flags);
        if (program.awaitExit() != 0) {
            throw new AssertionError(module + ": " + program.stderr());
        }
    }

    /** Nothing is made any more, and all that was made is in the ranking, exactly. */
    Ranking settle() {
        producers.forEach(Program::terminate);
        try (var audit = Started.jar(
                "stream-admin", "audit", "--server", "127.0.0.1:" + httpPort, "--closed", "--wait", "60s")) {
            if (audit.awaitExit() != 0) {
                throw new AssertionError("audit: " + audit.stderr() + audit.stdout());
            }
        }
        return Ranking.at(page());
    }

    Ranking awaitRanking(Predicate<Ranking> condition) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Ranking.at(page()), condition);
    }

    URI page() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    int port() {
        return port;
    }

    SdkStream stream() {
        var options = new StreamOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options))
                .parseArgs("--endpoint-url", suite.endpoint().toString());
        return options.open();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        suite.close();
    }
}
