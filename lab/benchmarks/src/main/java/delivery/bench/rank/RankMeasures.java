package delivery.bench.rank;

import delivery.bench.compare.Bench;
import delivery.bench.compare.Comparison;
import delivery.bench.compare.Measure;
import delivery.lab.launcher.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What it costs to rank events, beside Redis; and what drivers and snapshots cost. */
public final class RankMeasures {
    private static final String RATE = "events/s";
    private static final String CPU = "server CPU-s/M";
    private static final String ONE = "ranking-server, 1 connection";
    private static final String READ = "ten read, ns";
    /** A quarter of them warms up: two seconds and more of a JVM that compiles. */
    private static final int EVENTS = 8_000_000;

    private static final Duration LONG = Duration.ofMinutes(10);
    /** For all that is encoded before. */
    private static final Map<String, String> HEAP = Map.of("_JAVA_OPTIONS", "-Xmx2g");

    private final Bench bench;

    private RankMeasures(Bench bench) {
        this.bench = bench;
    }

    public static Measure apply(Bench bench) {
        var rank = new RankMeasures(bench);
        var comparison = new Comparison(
                        "Orders made, taken and delivered, from a socket to the ranking's state; batches of 498, encoded before, of eight shards a"
                                + " connection; plain java -jar with C2, and with the JVM's options of the scripts. Redis: ZINCRBY of 900 members, 500 in a pipeline. The loads take part of the two cores.",
                        RATE,
                        CPU)
                .with(ONE, () -> rank.bring(rank.plainServer(), 1))
                .with("ranking-server, 4 connections", () -> rank.bring(rank.plainServer(), 4))
                .with("by the scripts, 1 connection", () -> rank.bring(rank.scriptsServer(), 1))
                .with("by the scripts, 4 connections", () -> rank.bring(rank.scriptsServer(), 4))
                .atMost(0.4, CPU, ONE)
                .atLeast(2_000_000, RATE, ONE);
        if (isOnPath("redis-server") && isOnPath("redis-benchmark")) {
            comparison
                    .with("Redis, 1 connection", () -> rank.redis(1))
                    .with("Redis, 4 connections", () -> rank.redis(4));
        } else {
            comparison.without("Redis", "redis-server is not on the path (apt-get install redis-server)");
        }
        return comparison;
    }

    public static Measure topTen(Bench bench) {
        var rank = new RankMeasures(bench);
        var comparison = new Comparison(
                "One thread's time for an order that is counted and later leaves the window, on the city's 900 regions, and for reading the ten"
                        + " busiest of so many: one pass over all of them, once a publication and not once an order.",
                "counted and expired, ns",
                READ);
        for (var regions : new int[] {900, 9_000, 90_000, 1_000_000}) {
            comparison.with(
                    regions + " regions",
                    () -> rank.speed("ranking-server", "delivery.ranking.state.TopTenSpeed", regions));
        }
        return comparison.atMost(1.5, READ, "1000000 regions", "900 regions");
    }

    public static Measure claim(Bench bench) {
        var rank = new RankMeasures(bench);
        return new Comparison(
                        "A driver looks three cells around and claims among 100,000 open orders; by the CPU time of one thread.",
                        "claims/s")
                .with("board", () -> rank.speed("producer-driver", "delivery.drivers.ClaimSpeed", 100_000, 3))
                .atLeast(1_000_000, "claims/s", "board");
    }

    public static Measure socket(Bench bench) {
        return page(
                bench,
                "One thread's time for a million events: to a frame of the socket, from a frame, applied.",
                SocketBenchmark.class,
                "100");
    }

    public static Measure snapshots(Bench bench) {
        return page(
                bench,
                "Memory of the identities, how long a snapshot stops the ranking, its size, time to write and to load.",
                SnapshotBenchmark.class,
                "1_000_000",
                "10_000_000",
                "100_000_000");
    }

    private static Measure page(Bench bench, String what, Class<?> main, Object... arguments) {
        return new Measure() {
            @Override
            public String what() {
                return what;
            }

            @Override
            public String run(int rounds) {
                var program = bench.ours(main, HEAP, arguments);
                if (program.awaitExit(LONG) != 0) {
                    throw program.failure();
                }
                return program.stdout();
            }
        };
    }

    /** Of a class beside a module's tests, which sees what the module shows nobody. */
    private double[] speed(String module, String main, Object... arguments) {
        var launcher = bench.launcher();
        var path = launcher.root().resolve(module).resolve("target/test-classes")
                + File.pathSeparator
                + launcher.jarOf(module);
        var command = new ArrayList<>(List.of(Bench.JAVA, "-Xmx512m", "-cp", path, main));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return Bench.figuresOf(launcher.command(module, launcher.root(), Map.of(), command));
    }

    private Program plainServer() {
        var launcher = bench.launcher();
        var words = "-Xmx512m -jar " + launcher.jarOf("ranking-server") + " --port 0 --http-port 0";
        return command("ranking-server", Bench.JAVA + " " + words);
    }

    private Program scriptsServer() {
        return bench.launcher().jar("ranking-server", "--port", "0", "--http-port", "0");
    }

    private double[] bring(Program server, int connections) {
        var listening = server.awaitLine("listening on");
        var address = listening.replaceAll(".*listening on ([^,]*),.*", "$1").split(":");
        var load = bench.ours(ApplyLoad.class, HEAP, address[0], address[1], connections, EVENTS);
        load.awaitLine("begun");
        var before = server.cpuSeconds();
        var rate = Bench.figuresOf(load)[0];
        var cost = (server.cpuSeconds() - before) / (EVENTS * 0.75) * 1e6;
        server.terminate();
        return new double[] {rate, cost};
    }

    private double[] redis(int connections) throws IOException {
        var port = Bench.freePort();
        var words = List.of("redis-server", "--port", Integer.toString(port), "--save", "", "--appendonly", "no");
        var server = bench.launcher().command("redis", bench.launcher().root(), Map.of(), words);
        server.awaitLine("Ready to accept");
        var measure = "redis-benchmark -p " + port + " -P 500 -r 900 --csv -c " + connections;
        var member = " ZINCRBY regions 1 __rand_int__";
        command("warm-up", measure + " -n 500000" + member).awaitExit(LONG);
        var before = server.cpuSeconds();
        var load = command("redis-benchmark", measure + " -n " + EVENTS + member);
        if (load.awaitExit(LONG) != 0) {
            throw load.failure();
        }
        var cost = (server.cpuSeconds() - before) / EVENTS * 1e6;
        server.kill();
        var lines =
                load.stdout().lines().filter(line -> line.contains("ZINCRBY")).toList();
        var rate = lines.get(lines.size() - 1).replaceAll(".*__\",\"([0-9.]+)\".*", "$1");
        return new double[] {Double.parseDouble(rate), cost};
    }

    private Program command(String name, String words) {
        return bench.launcher().command(name, bench.launcher().root(), Map.of(), List.of(words.split(" ")));
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
