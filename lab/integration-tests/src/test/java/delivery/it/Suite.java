package delivery.it;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The programs of one end-to-end test, on one stream; all are gone when it is closed. */
final class Suite implements AutoCloseable {
    static final String STREAM = "DeliveryStream";

    private final List<AppProcess> processes = new ArrayList<>();
    private final URI endpoint;
    private final String stream;
    private final Troubles troubles;
    /** Where the programs find the stream. */
    private final URI entry;

    private Map<String, String> environment = Map.of();
    private URI page;
    private String socket;

    /** @param endpoint a Kinesis that has the stream already, or gets it by {@link #createStream} */
    private Suite(URI endpoint, String stream, Troubles troubles) {
        this.endpoint = endpoint;
        this.stream = stream;
        this.troubles = troubles;
        entry = troubles.streamAt(endpoint);
    }

    /** On our own Kinesis, with the stream and its quotas. */
    static Suite onLocalKinesis(int shards, String... flags) {
        return onLocalKinesis(STREAM, shards, flags);
    }

    static Suite onLocalKinesis(String stream, int shards, String... flags) {
        return onLocalKinesis(stream, shards, Troubles.none(), flags);
    }

    static Suite onLocalKinesis(String stream, int shards, Troubles troubles, String... flags) {
        var arguments = new ArrayList<>(List.of("--port", "0", "--stream", stream + ":" + shards));
        arguments.addAll(List.of(flags));
        var kinesis = AppProcess.jar("local-kinesis", arguments.toArray(String[]::new));
        try {
            var suite = new Suite(URI.create(lastWord(kinesis.awaitLine("listening on"))), stream, troubles);
            suite.processes.add(kinesis);
            return suite;
        } catch (Throwable e) {
            kinesis.close();
            throw e;
        }
    }

    static Suite on(URI endpoint) {
        return on(endpoint, STREAM);
    }

    static Suite on(URI endpoint, String stream) {
        return on(endpoint, stream, Troubles.none());
    }

    static Suite on(URI endpoint, String stream, Troubles troubles) {
        return new Suite(endpoint, stream, troubles);
    }

    /** Whatever is started from now on has these variables. */
    Suite in(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    /** The process that {@link #onLocalKinesis} started. */
    AppProcess kinesis() {
        return processes.get(0);
    }

    void killKinesis() {
        kinesis().kill();
    }

    void createStream(int shards) {
        var create = run("stream-admin", "create", "--shards", Integer.toString(shards), "--wait");
        if (create.awaitExit() != 0) {
            throw new AssertionError("create: " + create.stderr());
        }
    }

    AppProcess startServer(String... flags) {
        var server = server("0", "0", flags);
        var line = server.awaitLine("listening on");
        socket = line.replaceAll(".*listening on ([^,]*),.*", "$1");
        page = URI.create(lastWord(line));
        return server;
    }

    /** On the ports of the one before, where everyone looks for it; does not wait until it listens. */
    AppProcess startServerAgain(String... flags) {
        return server(lastPart(socket), Integer.toString(page.getPort()), flags);
    }

    private AppProcess server(String port, String httpPort, String... flags) {
        var arguments = new ArrayList<>(List.of("--port", port, "--http-port", httpPort));
        arguments.addAll(List.of(flags));
        var server = start("ranking-server", "ranking-server", arguments);
        return server;
    }

    AppProcess startConsumer(int shard, String... flags) {
        var arguments =
                new ArrayList<>(List.of("--shard", Integer.toString(shard), "--server", troubles.serverAt(socket)));
        arguments.addAll(List.of(flags));
        return runAs("consumer-" + shard, "consumer", arguments.toArray(String[]::new));
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
        return runAs(module, module, flags);
    }

    private AppProcess runAs(String name, String module, String... flags) {
        var arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--stream-name", stream, "--endpoint-url", entry.toString()));
        return start(name, module, arguments);
    }

    /** @param name by which its troubles are known */
    private AppProcess start(String name, String module, List<String> arguments) {
        var variables = new HashMap<>(environment);
        variables.putAll(troubles.environment(name));
        var process = AppProcess.jar(variables, troubles.pipes(), module, arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    /** Waits for the drain, and returns the audit's exit code. */
    AppProcess audit() {
        var audit = AppProcess.jar(
                environment, "stream-admin", "audit", "--server", page.getAuthority(), "--closed", "--wait", "60s");
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

    /** All that is on the stream at this moment. */
    StreamLedger ledger() {
        return StreamLedger.read(endpoint, stream);
    }

    URI endpoint() {
        return endpoint;
    }

    Troubles troubles() {
        return troubles;
    }

    URI page() {
        return page;
    }

    String socket() {
        return socket;
    }

    /** kill -9 for all of them, the stream included. */
    void kill() {
        processes.stream().filter(AppProcess::isAlive).forEach(AppProcess::kill);
    }

    private static String lastPart(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
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
        troubles.close();
    }
}
