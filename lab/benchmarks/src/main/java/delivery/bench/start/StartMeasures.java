package delivery.bench.start;

import delivery.bench.compare.Bench;
import delivery.bench.compare.Comparison;
import delivery.bench.compare.Measure;
import delivery.bench.compare.Processes;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** From the start of a program to its first useful word, and of the demo to its first order. */
public final class StartMeasures {
    private static final String WORD = "s to the first useful word";
    private static final String CPU = "CPU-s by then";
    private static final String RSS = "RSS, MiB";
    private static final String DESCRIBE = "./delivery stream describe";
    private static final String LISTENS = "listening on";
    private static final String NOBODY = "nobody answers";
    private static final String ORDER = "s to the first order";
    private static final String CORES = "cores";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(5);
    /** Each look is a request, for which the server and this process work. */
    private static final Duration SELDOM = Duration.ofMillis(50);

    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final Bench bench;

    private StartMeasures(Bench bench) {
        this.bench = bench;
    }

    public static Measure start(Bench bench) {
        var start = new StartMeasures(bench);
        var comparison = new Comparison(
                "Each program as plain java -jar starts it, and as the scripts do: with the options of scripts/java.options, and with what a"
                        + " start loads archived. Servers listen then; stream-admin and"
                        + " the others say that nobody answers; the last has described a stream, script and all.",
                WORD,
                CPU,
                RSS);
        start.programs().forEach((module, flags) -> {
            var jar = bench.launcher().jarOf(module).toString();
            var plain = new ArrayList<>(List.of(Bench.JAVA, "-jar", jar));
            plain.addAll(flags);
            comparison
                    .with(
                            module + ", java -jar",
                            () -> start.first(
                                    bench.launcher()
                                            .command(module, bench.launcher().root(), Map.of(), plain),
                                    StartMeasures::isUseful))
                    .with(
                            module,
                            () -> start.first(
                                    bench.launcher().jar(module, flags.toArray(String[]::new)),
                                    StartMeasures::isUseful))
                    .atMost(0.3, WORD, module)
                    .atMost(0.5, CPU, module)
                    .atMost(64, RSS, module);
        });
        return comparison.with(DESCRIBE, start::describe).atMost(0.5, WORD, DESCRIBE);
    }

    /** Of a stream that there is, the script in front of it included. */
    private double[] describe() {
        var suite = new Suite(bench.launcher(), Suite.STREAM, Wiring.DIRECT).startKinesis(7);
        var command = List.of(
                "./delivery",
                "stream",
                "describe",
                "--endpoint-url",
                suite.endpoint().toString());
        var figures = first(
                bench.launcher().command("describe", bench.launcher().root(), Map.of(), command), program -> false);
        suite.kinesis().terminate();
        return figures;
    }

    private Map<String, List<String>> programs() {
        var nowhere = List.of("--endpoint-url", "http://127.0.0.1:1", "--region", "us-east-1");
        var state = bench.launcher().newFolder("state").toString();
        var programs = new LinkedHashMap<String, List<String>>();
        programs.put("local-kinesis", List.of("--port", "0", "--stream", "orders:7"));
        programs.put("ranking-server", List.of("--port", "0", "--http-port", "0", "--state-dir", state));
        programs.put("stream-admin", with(List.of("describe"), nowhere));
        programs.put("producer-main", nowhere);
        programs.put("producer-driver", nowhere);
        programs.put("consumer", with(List.of("--all-shards", "--server", "127.0.0.1:1"), nowhere));
        return programs;
    }

    private static List<String> with(List<String> flags, List<String> more) {
        var all = new ArrayList<>(flags);
        all.addAll(more);
        return all;
    }

    private static boolean isUseful(Program program) {
        var said = program.stdout() + program.stderr();
        return said.contains(LISTENS) || said.contains(NOBODY);
    }

    /** What it takes until it has said that; it is gone then. */
    private double[] first(Program program, Predicate<Program> isThere) {
        var from = System.nanoTime();
        var handle = ProcessHandle.of(program.pid()).orElseThrow();
        // Of one that ends by itself they are gone with it.
        var figures = new double[3];
        bench.launcher().await("a first useful word", LONG, LOOK, () -> {
            var isOver = isThere.test(program) || !program.isAlive();
            figures[0] = (System.nanoTime() - from) / 1e9;
            figures[1] = Math.max(figures[1], Processes.cpuSeconds(handle));
            figures[2] = Math.max(figures[2], Processes.residentMebibytes(handle));
            return isOver;
        });
        program.close();
        return figures;
    }

    public static Measure demo(Bench bench) {
        var start = new StartMeasures(bench);
        return new Comparison(
                        "scripts/demo.sh --no-build, eleven processes, or with one consumer for all shards five: from its start to a first ranked order; what all of them hold then, and the"
                                + " cores that they keep busy at the default rate.",
                        ORDER,
                        RSS,
                        CORES)
                .with("demo", () -> start.demo("many"))
                .with("demo --processes few", () -> start.demo("few"))
                .atMost(4, ORDER, "demo")
                .atMost(700, RSS, "demo")
                .atMost(0.15, CORES, "demo");
    }

    private double[] demo(String processes) throws IOException {
        var launcher = bench.launcher();
        var port = Bench.freePort();
        var page = URI.create("http://127.0.0.1:" + port);
        var from = System.nanoTime();
        var demo = launcher.command(
                "demo",
                launcher.root(),
                Map.of(),
                List.of("scripts/demo.sh", "--no-build", "--processes", processes, "--http-port", "" + port));
        var handle = ProcessHandle.of(demo.pid()).orElseThrow();
        try {
            launcher.await(
                    "a first order",
                    LONG,
                    SELDOM,
                    () -> RankingAnswer.tryAt(page, LONG)
                            .map(ranking -> ranking.created() > 0)
                            .orElse(false));
            var seconds = (System.nanoTime() - from) / 1e9;
            launcher.pause(SETTLED);
            var cpuFrom = Processes.cpuSeconds(handle);
            var busyFrom = System.nanoTime();
            launcher.pause(Duration.ofSeconds(bench.seconds()));
            var cores = (Processes.cpuSeconds(handle) - cpuFrom) / ((System.nanoTime() - busyFrom) / 1e9);
            var resident = Processes.residentMebibytes(handle);
            demo.tellToStop();
            if (demo.awaitExit(LONG) != 0) {
                throw demo.failure();
            }
            return new double[] {seconds, resident, cores};
        } finally {
            // Who is stopped here does not wait until the demo has drained.
            handle.descendants().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
