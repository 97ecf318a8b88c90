package delivery.lab.launcher;

import delivery.app.AppException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The programs of one run, on one stream; all of them are gone when it is closed. One thread's. */
public final class Suite implements AutoCloseable {
    public static final String STREAM = "DeliveryStream";

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Launcher launcher;
    private final String stream;
    private final Wiring wiring;
    private Map<String, String> environment = Map.of();
    private Program kinesis;
    private URI endpoint;
    /** Where the programs find the stream; null for AWS. */
    private URI entry;

    private Program server;
    private URI page;
    private String socket;

    public Suite(Launcher launcher, String stream, Wiring wiring) {
        this.launcher = launcher;
        this.stream = stream;
        this.wiring = wiring;
    }

    /** A local-kinesis of its own, with the stream and its quotas. */
    public Suite startKinesis(int shards, String... flags) {
        kinesis = launcher.jar("local-kinesis", with(flags, "--port", "0", "--stream", stream + ":" + shards));
        return useKinesis(URI.create(lastWord(kinesis.awaitLine("listening on"))));
    }

    /** @param at a Kinesis that has the stream already, or gets it by {@link #createStream}; null for AWS */
    public Suite useKinesis(URI at) {
        endpoint = at;
        entry = at == null ? null : wiring.streamAt(at);
        return this;
    }

    /** Whatever is started from now on has these variables. */
    public Suite in(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    /** The process that {@link #startKinesis} started; null if there is none. */
    public Program kinesis() {
        return kinesis;
    }

    /**
     * What that process does wrong from now on, and nothing else.
     *
     * @param faults as its flag {@code --fault} takes them; none: it does all as it should
     */
    public void setFaults(List<String> faults) {
        var all = faults.stream().map(fault -> "\"" + fault + "\"").collect(Collectors.joining(","));
        try {
            Web.post(endpoint.resolve("/_faults"), "{\"faults\":[" + all + "]}", Duration.ofSeconds(5));
        } catch (IOException e) {
            throw AppException.failed(
                    "local-kinesis does not take the faults (" + e.getMessage() + "): look at its log");
        }
    }

    public void createStream(int shards, String... flags) {
        admin(with(new String[] {"create", "--shards", Integer.toString(shards), "--wait"}, flags));
    }

    /**
     * Runs stream-admin to its end; what it prints.
     *
     * @throws delivery.app.AppException with its exit code, unless that is 0
     */
    public String admin(String... words) {
        var admin = runAs(words[0], "stream-admin", words);
        if (admin.awaitExit() != 0) {
            throw admin.failure();
        }
        return admin.stdout();
    }

    /** Waits until it listens. */
    public Program startServer(String... flags) {
        beginServer("0", flags);
        return awaitServer();
    }

    /** Of one that listens on any free port, and serves its page on this one; {@link #awaitServer} is to follow. */
    public void beginServer(String httpPort, String... flags) {
        server = server("0", httpPort, flags);
    }

    public Program awaitServer() {
        var line = server.awaitLine("listening on");
        socket = line.replaceAll(".*listening on ([^,]*),.*", "$1");
        page = URI.create(lastWord(line));
        return server;
    }

    /** On the ports of the one before, where everyone looks for it; does not wait until it listens. */
    public Program startServerAgain(String... flags) {
        return server(socket.replaceAll(".*:", ""), Integer.toString(page.getPort()), flags);
    }

    private Program server(String port, String httpPort, String... flags) {
        return start("ranking-server", "ranking-server", with(flags, "--port", port, "--http-port", httpPort));
    }

    public Program startConsumer(int shard, String... flags) {
        return startConsumer("consumer-" + shard, with(flags, "--shard", Integer.toString(shard)));
    }

    /** @param name by which its files, and its troubles, are known */
    public Program startConsumer(String name, String... flags) {
        return runAs(name, "consumer", with(flags, "--server", wiring.serverAt(socket)));
    }

    /** One of the fleet that shares the shards by the leases there. */
    public Program startWorker(String name, Leases leases, String... flags) {
        var there = new String[] {
            "--server",
            wiring.serverAt(socket),
            "--dynamodb-endpoint-url",
            leases.endpoint().toString()
        };
        return runAs(name, "consumer-fleet", with(there, flags));
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
        var onStream = with(flags, "--stream-name", stream);
        return start(name, module, entry == null ? onStream : with(onStream, "--endpoint-url", entry.toString()));
    }

    private Program start(String name, String module, String... arguments) {
        var variables = new HashMap<>(environment);
        variables.putAll(wiring.environment(name));
        return launcher.jar(name, module, variables, wiring.pipes(), arguments);
    }

    /** Waits for the drain; its exit code is the audit's. */
    public Program audit(String... flags) {
        var audit = new String[] {"audit", "--server", page.getAuthority(), "--closed", "--wait", "60s"};
        return launcher.jar("audit", "stream-admin", environment, false, with(audit, flags));
    }

    public RankingAnswer ranking() {
        return RankingAnswer.at(page);
    }

    public RankingAnswer awaitRanking(Predicate<RankingAnswer> condition) {
        var latest = new RankingAnswer[1];
        launcher.await("the ranking shows it", PATIENCE, LOOK, () -> {
            latest[0] = ranking();
            return condition.test(latest[0]);
        });
        return latest[0];
    }

    /** The stream itself, without a process in between; to be closed. */
    public SdkStream openStream() {
        return CommandLine.populateCommand(
                        new StreamOptions(), "--stream-name", stream, "--endpoint-url", endpoint.toString())
                .open();
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

    private static String[] with(String[] first, String... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
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
