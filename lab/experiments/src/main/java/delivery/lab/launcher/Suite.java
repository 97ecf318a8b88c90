package delivery.lab.launcher;

import delivery.app.AppException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The programs of one run, on one stream; all of them are gone when it is closed. One thread's. */
public final class Suite implements AutoCloseable {
    public static final String STREAM = "DeliveryStream";

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Launcher launcher;
    private final URI endpoint;
    private final String stream;
    private final Wiring wiring;
    /** Where the programs find the stream. */
    private final URI entry;

    private Map<String, String> environment = Map.of();
    private Program server;
    private URI page;
    private String socket;

    private Suite(Launcher launcher, URI endpoint, String stream, Wiring wiring) {
        this.launcher = launcher;
        this.endpoint = endpoint;
        this.stream = stream;
        this.wiring = wiring;
        entry = wiring.streamAt(endpoint);
    }

    /** On a local-kinesis of its own, with the stream and its quotas. */
    public static Suite onLocalKinesis(Launcher launcher, String stream, int shards, Wiring wiring, String... flags) {
        var kinesis =
                launcher.jar("local-kinesis", list(List.of(flags), "--port", "0", "--stream", stream + ":" + shards));
        return new Suite(launcher, URI.create(lastWord(kinesis.awaitLine("listening on"))), stream, wiring);
    }

    /** @param endpoint a Kinesis that has the stream already, or gets it by {@link #createStream} */
    public static Suite on(Launcher launcher, URI endpoint, String stream, Wiring wiring) {
        return new Suite(launcher, endpoint, stream, wiring);
    }

    /** Whatever is started from now on has these variables. */
    public Suite in(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    /** The process that {@link #onLocalKinesis} started. */
    public Program kinesis() {
        return launcher.programs().get(0);
    }

    public void createStream(int shards) {
        var create = run("stream-admin", "create", "--shards", Integer.toString(shards), "--wait");
        if (create.awaitExit() != 0) {
            throw new AppException(create.exitCode(), create.lastWords());
        }
    }

    /** Waits until it listens. */
    public Program startServer(String... flags) {
        server = server("0", "0", flags);
        awaitServer();
        return server;
    }

    /** On the ports of the one before, where everyone looks for it; does not wait until it listens. */
    public Program startServerAgain(String... flags) {
        return server(lastPart(socket), Integer.toString(page.getPort()), flags);
    }

    private Program server(String port, String httpPort, String... flags) {
        return start(
                "ranking-server",
                "ranking-server",
                List.of(list(List.of(flags), "--port", port, "--http-port", httpPort)));
    }

    private void awaitServer() {
        var line = server.awaitLine("listening on");
        socket = line.replaceAll(".*listening on ([^,]*),.*", "$1");
        page = URI.create(lastWord(line));
    }

    public Program startConsumer(int shard, String... flags) {
        return startConsumer("consumer-" + shard, list(List.of(flags), "--shard", Integer.toString(shard)));
    }

    /** @param name by which its files, and its troubles, are known */
    public Program startConsumer(String name, String... flags) {
        return runAs(name, "consumer", list(List.of(flags), "--server", wiring.serverAt(socket)));
    }

    /** One for each of so many shards. */
    public List<Program> startConsumers(int shards) {
        return IntStream.range(0, shards).mapToObj(this::startConsumer).toList();
    }

    /** Any of our programs that take the stream's flags. */
    public Program run(String module, String... flags) {
        return runAs(module, module, flags);
    }

    /** @param name by which its files, and its troubles, are known */
    public Program runAs(String name, String module, String... flags) {
        return start(
                name,
                module,
                List.of(list(List.of(flags), "--stream-name", stream, "--endpoint-url", entry.toString())));
    }

    private Program start(String name, String module, List<String> arguments) {
        var variables = new HashMap<>(environment);
        variables.putAll(wiring.environment(name));
        return launcher.jar(name, module, variables, wiring.pipes(), arguments);
    }

    /** Waits for the drain; its exit code is the audit's. */
    public Program audit(String... flags) {
        var arguments = list(List.of("audit", "--server", page.getAuthority(), "--closed", "--wait", "60s"), flags);
        return launcher.jar("audit", "stream-admin", environment, false, List.of(arguments));
    }

    public Ranking ranking() {
        return Ranking.at(page);
    }

    public Ranking awaitRanking(Predicate<Ranking> condition) {
        var latest = new Ranking[1];
        launcher.await("the ranking shows it", PATIENCE, LOOK, () -> {
            latest[0] = ranking();
            return condition.test(latest[0]);
        });
        return latest[0];
    }

    public Launcher launcher() {
        return launcher;
    }

    public URI endpoint() {
        return endpoint;
    }

    public String stream() {
        return stream;
    }

    /** Of the ranking server: its page. */
    public URI page() {
        return page;
    }

    /** Of the ranking server: where consumers find it, {@code host:port}. */
    public String socket() {
        return socket;
    }

    private static String[] list(List<String> first, String... more) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String lastPart(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private static String lastWord(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    @Override
    public void close() {
        launcher.close();
        wiring.close();
    }
}
