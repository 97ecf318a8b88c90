package delivery.bench.put;

import delivery.bench.compare.Bench;
import delivery.bench.compare.Comparison;
import delivery.bench.compare.Measure;
import delivery.bench.kinesis.NullEndpoint;
import delivery.lab.launcher.Metrics;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What it costs to put events, beside the KPL and a plain loop of batches by the SDK; each a process of its own. */
public final class PutMeasures {
    private static final int SHARDS = 7;
    private static final int WARM_UP = 8;
    private static final int SLOW = 30;
    private static final int FAST = 2_000;
    private static final String RATE = "events/s";
    private static final String CPU = "CPU-s/M";
    private static final String P50 = "p50 ms";
    private static final String P99 = "p99 ms";
    private static final String KPL = "KPL 1.1.1";
    private static final String PASSWORD = "benchmark";
    private static final double PERCENT = 100;

    private final Bench bench;

    private PutMeasures(Bench bench) {
        this.bench = bench;
    }

    public static Measure put(Bench bench) {
        var put = new PutMeasures(bench);
        return put.flatOut(
                        "What it costs to put an event, made and encoded meanwhile, as fast as an endpoint takes it that keeps nothing;"
                                + " 7 shards. The KPL speaks only TLS, the others plain HTTP.")
                .with("SDK, batches of 500, 2 in flight", put.turn("batches", 0, SHARDS, 0))
                .with("writer, aggregating", put.turn("aggregate", 0, SHARDS, 0))
                .with("KPL, aggregating", put.kpl(true, 0, 0))
                .atMost(1 / 6.0, CPU, "writer", KPL)
                .atMost(1 / 12.0, CPU, "writer, aggregating", "KPL, aggregating");
    }

    public static Measure putRate(Bench bench) {
        var put = new PutMeasures(bench);
        return put.flatOut(
                        "Events a second of one process, on an endpoint that keeps nothing; and with 20 ms before each answer.")
                .with("writer, 100 shards, 20 ms", put.turn("writer", 0, 100, 20))
                .with("KPL, 20 ms", put.kpl(false, 0, 20))
                .atLeast(4, RATE, "writer", KPL)
                .atLeast(100_000, RATE, "writer, 100 shards, 20 ms");
    }

    public static Measure putDelay(Bench bench) {
        var put = new PutMeasures(bench);
        return new Comparison(
                        "From handed over to acknowledged, and what it costs, at two rates on an endpoint that keeps nothing, after 8 s at"
                                + " 2,000/s; the writer with the JVM's options of the scripts.",
                        RATE,
                        CPU,
                        P50,
                        P99)
                .with("writer, 30/s", put.turn("writer", SLOW, SHARDS, 0))
                .with("KPL, 30/s", put.kpl(false, SLOW, 0))
                .with("writer, 2,000/s", put.turn("writer", FAST, SHARDS, 0))
                .with("KPL, 2,000/s", put.kpl(false, FAST, 0))
                .atMost(2, P50, "writer, 30/s")
                .atMost(10, P99, "writer, 30/s")
                .atMost(1, CPU, "writer, 30/s", "KPL, 30/s")
                .atMost(5, P50, "writer, 2,000/s")
                .atMost(20, P99, "writer, 2,000/s")
                .atMost(1, CPU, "writer, 2,000/s", "KPL, 2,000/s");
    }

    public static Measure quota(Bench bench) {
        var put = new PutMeasures(bench);
        return new Comparison(
                        "Three times what seven shards of local-kinesis take: 21,000 events/s for 7,000 records/s, aggregating 60,000 events/s"
                                + " for 7 MiB/s.",
                        "% of the quota",
                        "% refused",
                        RATE,
                        CPU)
                .with("writer", () -> put.overload("limited", false, 21_000))
                .with(KPL, () -> put.overload("kpl", false, 21_000))
                .with("writer, aggregating", () -> put.overload("limited-aggregate", true, 60_000))
                .with("KPL, aggregating", () -> put.overload("kpl", true, 60_000))
                .atLeast(99.8, "% of the quota", "writer")
                .atMost(0, "% refused", "writer")
                .atLeast(99, "% of the quota", "writer, aggregating");
    }

    /** Bytes that the writer allocates. */
    public static Comparison.Turn allocation(Bench bench) {
        var put = new PutMeasures(bench);
        return () -> new double[] {put.measure("writer", 0, SHARDS, 0)[4]};
    }

    private Comparison flatOut(String what) {
        return new Comparison(what, RATE, CPU, P50, P99)
                .with("writer", turn("writer", 0, SHARDS, 0))
                .with(KPL, kpl(false, 0, 0));
    }

    private Comparison.Turn turn(String who, int rate, int shards, int latency) {
        return () -> Arrays.copyOf(measure(who, rate, shards, latency), 4);
    }

    private double[] measure(String who, int rate, int shards, int latency) {
        var endpoint = bench.ours(NullEndpoint.class, Map.of(), shards, latency);
        var url = Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:" + port(endpoint));
        // As fast as it goes, C2 pays; at a pace most of what it does is to compile.
        var load = rate == 0
                ? bench.ours(PutLoad.class, url, who, rate, WARM_UP, bench.seconds())
                : bench.asTheScripts(PutLoad.class, url, who, rate, WARM_UP, bench.seconds());
        var figures = Bench.figuresOf(load);
        endpoint.kill();
        return figures;
    }

    private Comparison.Turn kpl(boolean aggregate, int rate, int latency) {
        return () -> {
            var endpoint = bench.ours(NullEndpoint.class, Map.of(), SHARDS, latency, 0, certificate(), PASSWORD);
            var url = "https://localhost:" + port(endpoint);
            var load =
                    bench.peer(KplLoad.class, Map.of(), url, Suite.STREAM, aggregate, rate, WARM_UP, bench.seconds());
            var figures = Bench.figuresOf(load);
            endpoint.kill();
            return Arrays.copyOf(figures, 4);
        };
    }

    private static String port(Program endpoint) {
        return endpoint.awaitLine("").strip();
    }

    /** Self-signed, by the JDK's own tool. */
    private Path certificate() {
        var file = bench.launcher().folder().resolve("endpoint.p12");
        if (!Files.exists(file)) {
            var keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            var words = "-genkeypair -alias e -keyalg EC -dname CN=localhost -validity 2 -storetype PKCS12 -storepass "
                    + PASSWORD + " -keystore " + file;
            var command = new ArrayList<>(List.of(keytool));
            command.addAll(List.of(words.split(" ")));
            var made = bench.launcher().command("keytool", bench.launcher().root(), Map.of(), command);
            if (made.awaitExit() != 0) {
                throw made.failure();
            }
        }
        return file;
    }

    /** What local-kinesis took and refused within the measured time. */
    private double[] overload(String who, boolean aggregate, int rate) throws IOException {
        var tlsPort = Bench.freePort();
        var suite = new Suite(bench.launcher(), Suite.STREAM, Wiring.DIRECT)
                .startKinesis(SHARDS, "--retain", "200m", "--tls-port", Integer.toString(tlsPort));
        var seconds = bench.seconds();
        var load = who.equals("kpl")
                ? bench.peer(
                        KplLoad.class,
                        Map.of(),
                        "https://localhost:" + tlsPort,
                        Suite.STREAM,
                        aggregate,
                        rate,
                        WARM_UP,
                        seconds)
                : bench.ours(
                        PutLoad.class,
                        Map.of("AWS_ENDPOINT_URL", suite.endpoint().toString()),
                        who,
                        rate,
                        WARM_UP,
                        seconds);
        load.awaitLine("begun");
        var from = System.nanoTime();
        var before = metrics(suite.endpoint());
        bench.launcher().pause(Duration.ofSeconds(seconds - 1L));
        var after = metrics(suite.endpoint());
        var time = (System.nanoTime() - from) / 1e9;
        var figures = Bench.figuresOf(load);
        suite.kinesis().terminate();
        var what = aggregate ? "local_kinesis_bytes_total" : "local_kinesis_records_total";
        var quota = SHARDS * (aggregate ? 1024.0 * 1024 : 1_000.0);
        var stored = between(before, after, "local_kinesis_records_total");
        var refused = between(before, after, "local_kinesis_throttled_puts_total");
        return new double[] {
            PERCENT * between(before, after, what) / time / quota,
            PERCENT * refused / (stored + refused),
            figures[0],
            figures[1]
        };
    }

    private static Metrics metrics(URI endpoint) {
        return Metrics.at(endpoint.resolve("/metrics"));
    }

    private static double between(Metrics before, Metrics after, String name) {
        return after.sum(name) - before.sum(name);
    }
}
