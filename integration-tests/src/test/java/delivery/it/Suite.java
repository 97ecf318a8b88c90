package delivery.it;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** The programs of one end-to-end test, on one stream; all are gone when it is closed. */
final class Suite implements AutoCloseable {
    static final String STREAM = "DeliveryStream";

    private final List<AppProcess> processes = new ArrayList<>();
    private final URI endpoint;
    private URI page;
    private String socket;

    /** @param endpoint a Kinesis that has the stream already, or gets it by {@link #createStream} */
    private Suite(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** On our own Kinesis, with the stream and its quotas. */
    static Suite onLocalKinesis(int shards, String... flags) {
        var arguments = new ArrayList<>(List.of("--port", "0", "--stream", STREAM + ":" + shards));
        arguments.addAll(List.of(flags));
        var kinesis = AppProcess.jar("local-kinesis", arguments.toArray(String[]::new));
        try {
            var suite = new Suite(URI.create(lastWord(kinesis.awaitLine("listening on"))));
            suite.processes.add(kinesis);
            return suite;
        } catch (Throwable e) {
            kinesis.close();
            throw e;
        }
    }

    static Suite on(URI endpoint) {
        return new Suite(endpoint);
    }

    /** The process that {@link #onLocalKinesis} started. */
    void killKinesis() {
        processes.get(0).kill();
    }

    void createStream(int shards) {
        var create = run("stream-admin", "create", "--shards", Integer.toString(shards), "--wait");
        if (create.awaitExit() != 0) {
            throw new AssertionError("create: " + create.stderr());
        }
    }

    AppProcess startServer(String... flags) {
        var arguments = new ArrayList<>(List.of("--port", "0", "--http-port", "0"));
        arguments.addAll(List.of(flags));
        var server = AppProcess.jar("ranking-server", arguments.toArray(String[]::new));
        processes.add(server);
        var line = server.awaitLine("listening on");
        socket = line.replaceAll(".*listening on ([^,]*),.*", "$1");
        page = URI.create(lastWord(line));
        return server;
    }

    AppProcess startConsumer(int shard) {
        return run("consumer", "--shard", Integer.toString(shard), "--server", socket);
    }

    List<AppProcess> startConsumers(int shards) {
        var consumers = new ArrayList<AppProcess>();
        for (var shard = 0; shard < shards; shard++) {
            consumers.add(startConsumer(shard));
        }
        return consumers;
    }

    /** Any of our programs that take the stream's flags. */
    AppProcess run(String module, String... flags) {
        var arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--stream-name", STREAM, "--endpoint-url", endpoint.toString()));
        var process = AppProcess.jar(module, arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    /** Waits for the drain, and returns the audit's exit code. */
    AppProcess audit() {
        var audit =
                AppProcess.jar("stream-admin", "audit", "--server", page.getAuthority(), "--closed", "--wait", "60s");
        processes.add(audit);
        return audit;
    }

    Ranking ranking() {
        return Ranking.at(page);
    }

    Ranking awaitRanking(Predicate<Ranking> condition) {
        return await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(this::ranking, condition);
    }

    URI endpoint() {
        return endpoint;
    }

    URI page() {
        return page;
    }

    String socket() {
        return socket;
    }

    private static String lastWord(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** The latest first, so that nobody misses what he needs. */
    @Override
    public void close() {
        var reversed = new ArrayList<>(processes);
        Collections.reverse(reversed);
        reversed.forEach(AppProcess::close);
    }
}
