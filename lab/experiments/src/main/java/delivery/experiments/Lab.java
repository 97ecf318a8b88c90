package delivery.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.app.Waiter;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** The suite under experiment: its processes, and what they say of themselves. All of them are gone when it is closed. */
final class Lab implements AutoCloseable {
    static final String STREAM = "DeliveryStream";
    /** Of an order_created with its partition key. */
    static final int ORDER_BYTES = 368 + 12;

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Small and quick to start: many of them share a laptop. */
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto");

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration STARTS = Duration.ofSeconds(60);
    private static final Duration DRAINS = Duration.ofSeconds(90);

    private final Path suite;
    private final Path logs;
    private final boolean quick;
    private final Waiter waiter;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Child> children = new ArrayList<>();
    private int started;
    private URI kinesis;
    private String socket;
    private URI page;

    /** @param waiter says when it is time to stop */
    Lab(Path suite, String name, boolean quick, Waiter waiter) {
        this.suite = suite;
        this.quick = quick;
        this.waiter = waiter;
        logs = suite.resolve("target/experiment").resolve(name);
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw AppException.failed("cannot write logs to " + logs + ": " + e.getMessage());
        }
    }

    /** So many seconds, or a third of them in a short run. */
    Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000 / (quick ? 3 : 1)));
    }

    /** Whether figures are not to be believed. */
    boolean isQuick() {
        return quick;
    }

    /** A new folder of that name, for a program's own use. */
    String folder(String name) {
        try {
            return Files.createTempDirectory(logs, name).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Child startKinesis(int shards, String... flags) {
        var child = start(
                "local-kinesis", List.of("-Xmx768m"), list(flags, "--port", "0", "--stream", STREAM + ":" + shards));
        kinesis = URI.create(lastWord(awaitLine(child, "listening on")));
        return child;
    }

    /** Another one that runs already; the stream is made anew there. */
    void useKinesis(String endpoint, int shards) {
        kinesis = URI.create(endpoint);
        admin("create", "--shards", Integer.toString(shards), "--wait");
    }

    /** The stream itself, without a process in between; to be closed. */
    SdkStream openStream() {
        return CommandLine.populateCommand(
                        new StreamOptions(), "--stream-name", STREAM, "--endpoint-url", kinesis.toString())
                .open();
    }

    Child startServer(String... flags) {
        var child = start("ranking-server", List.of("-Xmx256m"), list(flags, "--stream-name", STREAM));
        var line = awaitLine(child, "listening on");
        socket = line.replaceAll(".*listening on ([^,]*),.*", "$1");
        page = URI.create(lastWord(line));
        return child;
    }

    Child startConsumer(String... flags) {
        return onStream("consumer", list(flags, "--server", socket));
    }

    /** With its metrics served, see {@link #metrics(Child)}. */
    Child startProducer(String module, String... flags) {
        return onStream(module, list(flags, "--metrics-port", "0"));
    }

    Child startTail() {
        return onStream("stream-admin", List.of("tail", "--from", "trim-horizon", "--json"));
    }

    Child startAdmin(String... flags) {
        return onStream("stream-admin", List.of(flags), flags[0]);
    }

    /** Runs stream-admin to its end; fails unless it succeeds. */
    JsonNode admin(String... flags) {
        var child = onStream("stream-admin", list(flags, "--json"), flags[0]);
        if (child.awaitExit(STARTS) != 0) {
            throw AppException.failed("stream-admin " + String.join(" ", flags) + " failed" + child.lastWords());
        }
        return json(child.output());
    }

    /** What {@code stream-admin plan} says of so many orders a second. */
    JsonNode plan(double rate, int readers, double readsPerSecond) {
        var child = start(
                "plan",
                "stream-admin",
                List.of("-Xmx128m"),
                List.of(
                        "plan",
                        "--rate=" + rate,
                        "--record-size=" + ORDER_BYTES,
                        "--readers=" + readers,
                        "--reads-per-second=" + readsPerSecond,
                        "--json"));
        // A load that does not fit is answered too, and ends it with 1.
        if (child.awaitExit(STARTS) > 1 || child.output().isEmpty()) {
            throw AppException.failed("stream-admin plan failed" + child.lastWords());
        }
        return json(child.output());
    }

    JsonNode ranking() {
        return json(get(page.resolve("/api/ranking")));
    }

    Metrics kinesisMetrics() {
        return Metrics.parse(get(kinesis.resolve("/metrics")));
    }

    /** Of a program that serves them. */
    Metrics metrics(Child program) {
        return Metrics.parse(get(URI.create(lastWord(awaitLine(program, "metrics on ")))));
    }

    String socket() {
        return socket;
    }

    URI page() {
        return page;
    }

    /** Ends the producers as a user would, waits until all they had acknowledged is read, and claims that it is there. */
    JsonNode endAndAudit(Story story, Child... producers) {
        for (var producer : producers) {
            producer.terminate();
        }
        for (var producer : producers) {
            var code = producer.awaitExit(STARTS);
            if (code != 0) {
                throw AppException.failed(producer + " ended with code " + code + producer.lastWords());
            }
        }
        var audit = start(
                "audit",
                "stream-admin",
                List.of("-Xmx128m"),
                List.of("audit", "--server", page.getAuthority(), "--closed", "--wait", "60s", "--json"));
        var code = audit.awaitExit(DRAINS);
        if (code != 0 && code != 3) {
            throw AppException.failed("the audit ended with code " + code + audit.lastWords());
        }
        var ranking = json(audit.output());
        var counts = ranking.path("audit");
        var produced = 0L;
        var applied = 0L;
        var twice = 0L;
        for (var source : counts.path("sources")) {
            produced += source.path("produced").asLong();
            applied += source.path("applied").asLong();
            twice += Math.max(
                    0, source.path("applied").asLong() - source.path("produced").asLong());
        }
        story.claim(
                code == 0
                        && counts.path("missing").asLong() == 0
                        && counts.path("rejected").asLong() == 0
                        && twice == 0
                        && produced == applied,
                "%d events acknowledged, %d counted: missing %d, counted twice %d, rejected %d (duplicates dropped: %d)",
                produced,
                applied,
                counts.path("missing").asLong(),
                twice,
                counts.path("rejected").asLong(),
                counts.path("duplicates").asLong());
        return ranking;
    }

    /** Lets time pass. */
    void run(Duration time) {
        if (!waiter.await(time)) {
            throw stopped();
        }
    }

    /** Waits until it is so, and says how many seconds that took. */
    double await(String what, Duration atMost, BooleanSupplier condition) {
        return await(what, atMost, LOOK, condition);
    }

    double await(String what, Duration atMost, Duration look, BooleanSupplier condition) {
        var begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > atMost.toNanos()) {
                throw AppException.failed("after " + atMost.toSeconds() + " s still not so: " + what + dead());
            }
            run(look);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Ends all processes of this round, the latest first; the next round starts its own. */
    void endRound() {
        for (var i = children.size() - 1; i >= 0; i--) {
            children.get(i).terminate();
        }
        children.forEach(Child::awaitGone);
        children.clear();
    }

    @Override
    public void close() {
        endRound();
    }

    String awaitLine(Child child, String text) {
        await(child + " says '" + text + "'", STARTS, () -> {
            if (!child.isAlive() && child.line(text) == null) {
                throw AppException.failed(child + " ended before it said '" + text + "'" + child.lastWords());
            }
            return child.line(text) != null;
        });
        return child.line(text);
    }

    private Child onStream(String module, List<String> arguments, String... name) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of("--stream-name", STREAM, "--endpoint-url", kinesis.toString()));
        return start(name.length == 0 ? module : name[0], module, List.of("-Xmx256m"), all);
    }

    private Child start(String module, List<String> heap, List<String> arguments) {
        return start(module, module, heap, arguments);
    }

    private Child start(String name, String module, List<String> heap, List<String> arguments) {
        var jar = suite.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw AppException.failed(jar + " is missing: build it (mvn -B -DskipTests package), or give --suite");
        }
        var command = new ArrayList<>(JAVA);
        command.addAll(heap);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        var child = Child.start(String.format(Locale.ROOT, "%02d-%s", ++started, name), logs, command);
        children.add(child);
        return child;
    }

    private String dead() {
        var words = new StringBuilder();
        for (var child : children) {
            if (!child.isAlive() && child.lastWords().contains("error: ")) {
                words.append("; ").append(child).append(" has ended").append(child.lastWords());
            }
        }
        return words.toString();
    }

    private String get(URI uri) {
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw AppException.failed(uri + " does not answer: " + e + dead());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private static AppException stopped() {
        return AppException.failed("stopped before the end");
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> list(String[] first, String... more) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all;
    }

    private static String lastWord(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }
}
