package delivery.bench;

import delivery.app.StopSignal;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.aws.SdkStream;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.RecordAggregate;
import delivery.model.Region;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code <class path> <rounds> <events>}: what it costs to read events that wait on seven shards: the consumer, which decodes, checks
 * and brings them to a ranking server, beside {@link ReadLoop}; each a process of its own, in turns. CPU seconds of the
 * reading process a million events, from when a quarter was read. Prints Markdown: medians.
 */
final class ReadBenchmark {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final int SHARDS = 7;
    private static final int BATCH = 490;
    private static final int AGGREGATED = 49;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(SHARDS));

    private final Launcher launcher;
    private final String classPath;
    private final int events;

    private ReadBenchmark(Launcher launcher, String classPath, int events) {
        this.launcher = launcher;
        this.classPath = classPath;
        this.events = events;
    }

    public static void main(String[] args) {
        try (var launcher = Launcher.ofRun(Path.of("."), "benchmark", true, new StopSignal())) {
            var benchmark = new ReadBenchmark(launcher, args[0], Integer.parseInt(args[2]));
            var results = new LinkedHashMap<String, List<Double>>();
            for (var aggregate : new boolean[] {false, true}) {
                var suite = new Suite(launcher, Suite.STREAM, Wiring.DIRECT);
                var kinesis = benchmark.startKinesis(suite);
                benchmark.fill(suite, aggregate);
                var what = aggregate ? ", aggregated" : "";
                for (var round = 0; round < Integer.parseInt(args[1]); round++) {
                    results.computeIfAbsent("consumer" + what, row -> new ArrayList<>())
                            .add(benchmark.consumer(suite));
                    if (!aggregate) {
                        results.computeIfAbsent("SDK loop, nothing decoded", row -> new ArrayList<>())
                                .add(benchmark.loop(suite));
                    }
                }
                kinesis.terminate();
            }
            print(results);
        }
    }

    /** With room for all of them. */
    private Program startKinesis(Suite suite) {
        var jar = launcher.jarOf("local-kinesis").toString();
        var stream = Suite.STREAM + ":" + SHARDS;
        var kinesis = launcher.command(
                "local-kinesis",
                launcher.root(),
                Map.of(),
                List.of(
                        JAVA,
                        "-Xmx3g",
                        "-jar",
                        jar,
                        "--port",
                        "0",
                        "--stream",
                        stream,
                        "--no-limits",
                        "--retain",
                        "2g"));
        suite.useKinesis(URI.create(kinesis.awaitLine("listening on").replaceAll(".* ", "")));
        return kinesis;
    }

    private void fill(Suite suite, boolean aggregate) {
        try (var stream = suite.openStream()) {
            var entries = new ArrayList<PutEntry>();
            for (var n = 1; n <= events; n += aggregate ? AGGREGATED : 1) {
                entries.add(aggregate ? aggregated(n) : entry(n));
                if (entries.size() == BATCH) {
                    put(stream, entries);
                }
            }
            put(stream, entries);
        }
    }

    private static void put(SdkStream stream, List<PutEntry> entries) {
        if (!entries.isEmpty() && !stream.put(entries).stream().allMatch(PutResult.Stored.class::isInstance)) {
            throw new IllegalStateException("not all of it was stored");
        }
        entries.clear();
    }

    private static OrderCreated order(int n) {
        var pickUp = Region.of(n % Region.COUNT);
        return new OrderCreated(
                new OrderId("bench123", n),
                pickUp,
                Region.of((n + 1) % Region.COUNT),
                500,
                60,
                System.currentTimeMillis());
    }

    private static String hashKey(int n) {
        return RANGE.multiply(BigInteger.valueOf(n % SHARDS))
                .add(BigInteger.TEN)
                .toString();
    }

    private static PutEntry entry(int n) {
        var order = order(n);
        return new PutEntry(new EventEncoder().encode(order), order.orderId().toString(), hashKey(n));
    }

    private PutEntry aggregated(int first) {
        var hashKey = hashKey(first / AGGREGATED);
        var aggregate = new RecordAggregate(hashKey);
        for (var n = first; n < first + AGGREGATED && n <= events; n++) {
            var order = order(n);
            aggregate.add(
                    order.orderId().toString().getBytes(StandardCharsets.UTF_8), new EventEncoder().encode(order));
        }
        return new PutEntry(aggregate.toBytes(), "bench123-" + first, hashKey);
    }

    private double consumer(Suite suite) {
        var server = suite.startServer();
        var consumer = suite.startConsumer("consumer", "--all-shards", "--reads-per-second", "5");
        var from = await(suite, events / 4);
        var cpuFrom = consumer.cpuSeconds();
        var to = await(suite, events);
        var cost = (consumer.cpuSeconds() - cpuFrom) / (to - from) * 1e6;
        consumer.terminate();
        server.terminate();
        return cost;
    }

    private long await(Suite suite, long applied) {
        var seen = new long[1];
        launcher.await(applied + " events are applied", LONG, LOOK, () -> {
            seen[0] = suite.ranking().audit("applied");
            return seen[0] >= applied;
        });
        return seen[0];
    }

    private double loop(Suite suite) {
        var command = List.of(
                JAVA,
                "-Xmx512m",
                "-cp",
                classPath,
                ReadLoop.class.getName(),
                suite.endpoint().toString(),
                Integer.toString(events));
        Program loop = launcher.command("read-loop", launcher.root(), Map.of(), command);
        if (loop.awaitExit(LONG) != 0) {
            throw loop.failure();
        }
        return Double.parseDouble(loop.stdout().strip());
    }

    private static void print(Map<String, List<Double>> results) {
        System.out.println("| CPU-s/M, of each round, and the median | | |");
        System.out.println("|---|---|---|");
        results.forEach((row, all) -> {
            var sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            var each = Arrays.stream(sorted)
                    .mapToObj(cost -> String.format(Locale.ROOT, "%.2f", cost))
                    .toList();
            System.out.printf(
                    Locale.ROOT, "| %s | %s | %.2f |%n", row, String.join(", ", each), sorted[sorted.length / 2]);
        });
    }
}
