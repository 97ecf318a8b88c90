package delivery.it;

import static org.awaitility.Awaitility.await;

import delivery.app.program.App;
import delivery.kinesis.PutEntry;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.lab.launcher.RankingAnswer;
import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.StreamMode;
import delivery.model.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** Stream {@code s} in one of the states of docs/stream-states.md, and the programs run on it, all in this process. */
final class Situation implements AutoCloseable {
    private static final String SHARD = "shardId-000000000000";
    private static final String KEY = " on resource: arn:aws:kms:us-east-1:1:key/k";
    private static final int ALWAYS = Integer.MAX_VALUE;
    /** Long enough for a program to start and see it, on a busy machine too. */
    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    private static final Duration LONG = Duration.ofHours(1);

    /** What came of a program. */
    record Outcome(int exitCode, String err) {}

    private final String state;
    private final LocalKinesis kinesis;
    private final RefusingKinesis service;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream oldErr = System.err;
    private final PrintStream oldOut = System.out;
    private final delivery.ranking.Main server = new delivery.ranking.Main();
    private CompletableFuture<Integer> serverExit = CompletableFuture.completedFuture(0);

    Situation(String state) throws IOException {
        this.state = state;
        kinesis = LocalKinesis.builder().transition(transition()).start();
        service = new RefusingKinesis(kinesis.endpoint());
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        arrange();
    }

    private Duration transition() {
        return switch (state) {
            case "CREATING", "UPDATING" -> A_MOMENT;
            case "DELETING" -> LONG;
            default -> Duration.ZERO;
        };
    }

    private void arrange() {
        var engine = kinesis.engine();
        if (state.equals("missing")) {
            return;
        }
        if (state.equals("CREATING")) {
            engine.createStream("s", 3);
            return;
        }
        engine.createActiveStream("s", 3);
        putRecord();
        switch (state) {
            case "UPDATING" -> engine.splitShard("s", SHARD, "1000");
            case "DELETING" -> engine.deleteStream("s");
            case "on-demand" ->
                engine.updateStreamMode(engine.describeStreamSummary("s").arn(), StreamMode.ON_DEMAND);
            case "encrypted, no right to the key" -> {
                refuse("PutRecords", ALWAYS, "KMSAccessDeniedException", "no right to kms:GenerateDataKey" + KEY);
                refuse("GetRecords", ALWAYS, "KMSAccessDeniedException", "no right to kms:Decrypt" + KEY);
            }
            case "encrypted, key disabled" -> {
                refuse("PutRecords", ALWAYS, "KMSDisabledException", "disabled is the key" + KEY);
                refuse("GetRecords", ALWAYS, "KMSDisabledException", "disabled is the key" + KEY);
            }
            case "encrypted, KMS throttled" -> {
                refuse("PutRecords", 1, "KMSThrottlingException", "slow down" + KEY);
                refuse("GetRecords", 1, "KMSThrottlingException", "slow down" + KEY);
            }
            case "too many calls a second" -> {
                refuse("DescribeStreamSummary", 1, "LimitExceededException", "Rate exceeded for account 1.");
                refuse("SplitShard", 1, "LimitExceededException", "Rate exceeded for account 1.");
            }
            case "limit of the account or the day" ->
                refuse("SplitShard", ALWAYS, "LimitExceededException", "This request would exceed the shard limit");
            case "another change is under way" ->
                refuse("SplitShard", 1, "ResourceInUseException", "Stream s is not ACTIVE, instead in state UPDATING");
            case "access denied" ->
                refuse("DescribeStreamSummary", ALWAYS, "AccessDeniedException", "User x may not kinesis:DescribeX");
            case "this computer's clock is wrong" ->
                refuse(
                        "DescribeStreamSummary",
                        ALWAYS,
                        "InvalidSignatureException",
                        "Signature expired: 1 is before 2");
            case "the service fails" -> {
                service.refuse("PutRecords", 2, 503, "ServiceUnavailable", "oops");
                service.refuse("GetRecords", 2, 503, "ServiceUnavailable", "oops");
            }
            default -> {
                // deleted while running, made anew, and wrong requests: see below
            }
        }
    }

    /** What the library throws when it does what the state is about. */
    String library() {
        var options = new StreamOptions();
        new CommandLine(new Flags(options)).parseArgs(flags().toArray(String[]::new));
        try (var stream = options.open()) {
            call(stream);
            return "works";
        } catch (StreamException e) {
            return e.kind().name();
        }
    }

    private void call(SdkStream stream) {
        switch (state) {
            case "deleted while running" -> {
                stream.describe();
                kinesis.engine().deleteStream("s");
                put(stream);
            }
            case "made anew since the ranking began" -> {
                var old = putRecord();
                makeAnew();
                stream.iterator(SHARD, Position.after(old));
            }
            case "limit of the account or the day", "another change is under way" ->
                stream.control().split(SHARD, BigInteger.TEN);
            case "shards that do not adjoin" -> stream.control().merge(SHARD, "shardId-000000000002");
            case "split key outside the shard" -> stream.control().split(SHARD, BigInteger.ZERO);
            default -> {
                stream.describe();
                if (state.startsWith("encrypted") || state.equals("the service fails")) {
                    put(stream);
                }
            }
        }
    }

    /** @param subcommand of stream-admin */
    Outcome run(String program, String subcommand) {
        return switch (program) {
            case "producer-main" ->
                isDeleted()
                        ? runUntil(new delivery.orders.Main(), () -> called("PutRecords"), "--rate", "50")
                        : run(new delivery.orders.Main(), "--count", "3", "--rate", "100");
            case "producer-driver" ->
                isDeleted()
                        ? runUntil(new delivery.drivers.Main(), () -> called("GetRecords"), "--drivers", "1")
                        : run(new delivery.drivers.Main(), "--drivers", "1", "--duration", "100ms");
            case "consumer" -> consume();
            case "stream-admin" -> administer(subcommand);
            default -> throw new AssertionError(program);
        };
    }

    private Outcome administer(String subcommand) {
        return switch (subcommand) {
            case "split" -> run(new delivery.admin.Main(), "split", "--shard", "1");
            case "split-at" -> run(new delivery.admin.Main(), "split", "--shard", "1", "--at", "0");
            case "merge" -> run(new delivery.admin.Main(), "merge", "--shard", "0", "--with", "2");
            case "tail" ->
                runUntil(
                        new delivery.admin.Main(),
                        () -> out.toString(StandardCharsets.UTF_8).contains(SHARD),
                        "tail",
                        "--from",
                        "trim-horizon");
            default -> run(new delivery.admin.Main(), subcommand);
        };
    }

    /** A consumer and a ranking server of its own. */
    private Outcome consume() {
        serverExit = CompletableFuture.supplyAsync(() -> server.execute("--port", "0", "--http-port", "0"));
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("page on http"));
        var line = out.toString(StandardCharsets.UTF_8);
        var socket = line.replaceAll("(?s).*listening on ([^,]*),.*", "$1");
        var page = URI.create(line.replaceAll("(?s).*page on (\\S*).*", "$1"));
        BooleanSupplier read = () -> RankingAnswer.at(page).audit("read") > 0;
        if (state.equals("made anew since the ranking began")) {
            runUntil(new delivery.consumer.Main(), read, "--all-shards", "--server", socket);
            makeAnew();
            return run(new delivery.consumer.Main(), "--all-shards", "--server", socket);
        }
        if (state.equals("CREATING")) {
            CompletableFuture.runAsync(() -> {
                await().until(() -> kinesis.engine()
                        .describeStreamSummary("s")
                        .status()
                        .name()
                        .equals("ACTIVE"));
                putRecord();
            });
        }
        return runUntil(new delivery.consumer.Main(), read, "--all-shards", "--server", socket);
    }

    private Outcome run(App program, String... arguments) {
        return outcome(start(program, arguments));
    }

    /** Lets it run until it has done something or has ended; then its stream is deleted, or it is told to stop. */
    private Outcome runUntil(App program, BooleanSupplier enough, String... arguments) {
        var exit = start(program, arguments);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> exit.isDone() || enough.getAsBoolean());
        if (isDeleted()) {
            kinesis.engine().deleteStream("s");
        } else {
            program.stopSignal().stop();
        }
        return outcome(exit);
    }

    private CompletableFuture<Integer> start(App program, String... arguments) {
        err.reset();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(flags());
        return CompletableFuture.supplyAsync(() -> program.execute(all.toArray(String[]::new)));
    }

    private Outcome outcome(CompletableFuture<Integer> exit) {
        return new Outcome(exit.orTimeout(30, TimeUnit.SECONDS).join(), err.toString(StandardCharsets.UTF_8));
    }

    Set<String> operations() {
        return service.operations();
    }

    private boolean called(String operation) {
        return operations().contains(operation);
    }

    private boolean isDeleted() {
        return state.equals("deleted while running");
    }

    private void makeAnew() {
        kinesis.engine().deleteStream("s");
        kinesis.engine().createActiveStream("s", 3);
    }

    /** Something to read, in the first shard; its sequence number. */
    private String putRecord() {
        return kinesis.engine()
                .putRecords("s", List.of(new delivery.localkinesis.api.NewRecord(new byte[] {1}, "key", "0")))
                .records()
                .get(0)
                .sequenceNumber();
    }

    private static void put(SdkStream stream) {
        stream.put(List.of(new PutEntry(new byte[] {1}, "key", "0")));
    }

    private void refuse(String operation, int times, String type, String message) {
        service.refuse(operation, times, 400, type, message);
    }

    private List<String> flags() {
        return List.of(
                "--stream-name", "s", "--endpoint-url", service.endpoint().toString());
    }

    @Override
    public void close() {
        server.stopSignal().stop();
        serverExit.join();
        System.setErr(oldErr);
        System.setOut(oldOut);
        service.close();
        kinesis.close();
    }

    @CommandLine.Command
    private static final class Flags {
        @CommandLine.Mixin
        private final StreamOptions options;

        Flags(StreamOptions options) {
            this.options = options;
        }
    }
}
