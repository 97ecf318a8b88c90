package delivery.bench.read;

import delivery.bench.compare.Bench;
import delivery.bench.compare.Comparison;
import delivery.bench.compare.Measure;
import delivery.lab.launcher.Leases;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** What it costs to read events that wait, and how long they wait; beside the KCL and a plain loop by the SDK. */
public final class ReadMeasures {
    private static final int SHARDS = 7;
    private static final int MILLION = 1_000_000;
    private static final String CPU = "CPU-s/M";
    private static final String KCL = "KCL 3.5.1, decoding";
    private static final String NO_NPM = "npm has not brought dynalite";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration SOON = Duration.ofMillis(2);
    private static final Pattern COLLECTED = Pattern.compile(".*Pause \\w+ .*?(\\d+)M->(\\d+)M.*");
    private static final double MEBIBYTE = 1024 * 1024;

    private final Bench bench;

    private ReadMeasures(Bench bench) {
        this.bench = bench;
    }

    private interface Reading {
        double[] of(Filled filled);
    }

    public static Measure read(Bench bench) {
        var read = new ReadMeasures(bench);
        var comparison = new Comparison(
                        "A million events that wait on seven shards, from when a quarter is read; our consumer decodes, checks and brings"
                                + " them to a ranking server, the KCL decodes them, the SDK's loop does nothing with them.",
                        CPU)
                .with("consumer", () -> read.on(false, read::consumer))
                .with("SDK loop", () -> read.on(false, read::loop))
                .with("consumer, aggregated", () -> read.on(true, read::consumer))
                .atMost(4, CPU, "consumer")
                .atMost(1 / 3.0, CPU, "consumer", KCL);
        return read.withKcl(comparison, KCL, () -> read.on(false, filled -> new double[] {read.kcl(filled)[0]}));
    }

    /** In one consumer process. */
    public static Measure scale(Bench bench) {
        var read = new ReadMeasures(bench);
        var comparison = new Comparison(
                "What it costs one consumer process to read and bring half a million events that wait on so many shards.",
                CPU);
        for (var shards : new int[] {1, 7, 50, 200, 500}) {
            comparison.with(shards + (shards == 1 ? " shard" : " shards"), () -> {
                try (var filled = Filled.plain(bench, shards, MILLION / 2)) {
                    return read.consumer(filled);
                }
            });
        }
        return comparison
                .atMost(1.2, CPU, "7 shards", "1 shard")
                .atMost(1.2, CPU, "50 shards", "1 shard")
                .atMost(1.2, CPU, "200 shards", "1 shard")
                .atMost(1.2, CPU, "500 shards", "1 shard");
    }

    public static Measure delay(Bench bench) {
        var read = new ReadMeasures(bench);
        var comparison = new Comparison(
                        "From put to shown as applied by /api/ranking, one event after the other at odd moments, three reads a second and shard. Those"
                                + " alone are 167 and 330 ms; the ranking shows what it has five times a second at most, up to 200 ms later. KCL: to"
                                + " decoded, without its start; it reads as its settings say.",
                        "p50 ms",
                        "p99 ms")
                .with("consumer", read::delayOfConsumer);
        return read.withKcl(comparison, "KCL 3.5.1, a read every 200 ms", () -> read.delayOfKcl(true))
                .with("KCL 3.5.1, as it comes", () -> read.delayOfKcl(false));
    }

    public static Measure firstRecord(Bench bench) {
        var read = new ReadMeasures(bench);
        var comparison = new Comparison(
                        "From the start of the process to the first record, which waits: applied by a ranking server that is up, or decoded by the"
                                + " KCL with leases that move within seconds.",
                        "s")
                .with("consumer", () -> read.withFew(read::first))
                .atMost(0.6, "s", "consumer");
        return read.withKcl(comparison, "KCL 3.5.1, quick leases", () -> read.withFew(read::firstOfKcl));
    }

    /** Bytes an event that a consumer and the ranking server allocate, of a million, by their collectors' logs. */
    public static Comparison.Turn allocation(Bench bench, boolean ofServer) {
        var read = new ReadMeasures(bench);
        return () -> read.on(false, filled -> read.allocated(filled, ofServer));
    }

    private Comparison withKcl(Comparison comparison, String name, Comparison.Turn turn) {
        return bench.nodeModules().isPresent() ? comparison.with(name, turn) : comparison.without(name, NO_NPM);
    }

    private double[] on(boolean aggregated, Reading reading) {
        try (var filled =
                aggregated ? Filled.aggregated(bench, SHARDS, MILLION) : Filled.plain(bench, SHARDS, MILLION)) {
            return reading.of(filled);
        }
    }

    /** Ten a shard. */
    private double[] withFew(Reading reading) {
        try (var filled = Filled.plain(bench, SHARDS, 10 * SHARDS)) {
            return reading.of(filled);
        }
    }

    private double[] consumer(Filled filled) {
        return brought(filled, Program::cpuSeconds);
    }

    /** What grows of the consumer's, a million events, from when a quarter is applied. */
    private double[] brought(Filled filled, ToDoubleFunction<Program> figure) {
        var suite = filled.suite();
        var server = suite.startServer();
        var consumer = suite.startConsumer("consumer", "--all-shards", "--reads-per-second", "5");
        var from = await(suite, filled.events() / 4, LOOK);
        var before = figure.applyAsDouble(consumer);
        var to = await(suite, filled.events(), LOOK);
        var cost = (figure.applyAsDouble(consumer) - before) / (to - from) * MILLION;
        consumer.terminate();
        server.terminate();
        return new double[] {cost};
    }

    private long await(Suite suite, long applied, Duration look) {
        var seen = new long[1];
        bench.launcher().await(applied + " events are applied", LONG, look, () -> {
            seen[0] = suite.ranking().audit("applied");
            return seen[0] >= applied;
        });
        return seen[0];
    }

    private double[] loop(Filled filled) {
        return Bench.figuresOf(
                bench.ours(ReadLoop.class, Map.of(), filled.suite().endpoint(), filled.events()));
    }

    private double[] kcl(Filled filled) {
        return Bench.figuresOf(startKcl(filled, filled.events(), true));
    }

    private Program startKcl(Filled filled, int events, boolean tuned) {
        var table = "bench-" + UUID.randomUUID();
        var leases = Leases.start(bench.launcher()).variables(table);
        var endpoint = filled.suite().endpoint();
        return bench.peer(KclLoad.class, leases, endpoint, events, tuned);
    }

    private double[] first(Filled filled) {
        var suite = filled.suite();
        var server = suite.startServer();
        suite.ranking(); // whose first answer is slower
        var from = System.nanoTime();
        var consumer = suite.startConsumer("consumer", "--all-shards");
        await(suite, 1, SOON);
        var seconds = (System.nanoTime() - from) / 1e9;
        consumer.terminate();
        server.terminate();
        return new double[] {seconds};
    }

    private double[] firstOfKcl(Filled filled) {
        var from = System.nanoTime();
        var kcl = startKcl(filled, filled.events(), true);
        bench.launcher().await("a first record", LONG, SOON, () -> kcl.stdout().contains("first"));
        var seconds = (System.nanoTime() - from) / 1e9;
        kcl.kill();
        return new double[] {seconds};
    }

    private double[] delayOfConsumer() {
        try (var filled = Filled.plain(bench, SHARDS, 1);
                var stream = filled.suite().openStream()) {
            var suite = filled.suite();
            var server = suite.startServer();
            var consumer = suite.startConsumer("consumer", "--all-shards", "--reads-per-second", "3");
            await(suite, 1, LOOK);
            var random = new Random(1);
            var delays = new ArrayList<Double>();
            for (var number = 2; number < 2 + 20 * bench.seconds(); number++) {
                bench.launcher().pause(Duration.ofMillis(random.nextInt(100)));
                var from = System.nanoTime();
                filled.put(stream, number);
                await(suite, number, SOON);
                delays.add((System.nanoTime() - from) / 1e6);
            }
            consumer.terminate();
            server.terminate();
            var sorted = delays.stream().sorted().toList();
            return new double[] {sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100)};
        }
    }

    private double[] delayOfKcl(boolean tuned) {
        var events = 20 * bench.seconds();
        try (var filled = Filled.plain(bench, SHARDS, 1);
                var stream = filled.suite().openStream()) {
            var kcl = startKcl(filled, events, tuned);
            bench.launcher()
                    .await("a first record", LONG, LOOK, () -> kcl.stdout().contains("first"));
            var random = new Random(1);
            for (var number = 2; number <= events; number++) {
                bench.launcher().pause(Duration.ofMillis(random.nextInt(100)));
                filled.put(stream, number);
            }
            var figures = Bench.figuresOf(kcl);
            return new double[] {figures[1], figures[2]};
        }
    }

    private double[] allocated(Filled filled, boolean ofServer) {
        var log = bench.launcher().newFolder("gc").resolve("gc-%p.log");
        // Which come last: the archive's flags turn the log off.
        filled.suite().in(Map.of("_JAVA_OPTIONS", "-Xlog:gc:file=" + log));
        var bytes = brought(filled, consumer -> {
            var program = ofServer
                    ? bench.launcher().programs().stream()
                            .filter(each -> each.isOf("ranking-server") && each.isAlive())
                            .findFirst()
                            .orElseThrow()
                    : consumer;
            return allocated(Path.of(log.toString().replace("%p", Long.toString(program.pid()))));
        });
        return new double[] {bytes[0] / MILLION};
    }

    /** What was there before a collection, less what the one before had left, summed. To a megabyte each. */
    private static double allocated(Path log) {
        try {
            var sum = 0.0;
            var left = 0.0;
            for (var line : Files.readAllLines(log)) {
                var collected = COLLECTED.matcher(line);
                if (collected.matches()) {
                    sum += Double.parseDouble(collected.group(1)) - left;
                    left = Double.parseDouble(collected.group(2));
                }
            }
            return sum * MEBIBYTE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
