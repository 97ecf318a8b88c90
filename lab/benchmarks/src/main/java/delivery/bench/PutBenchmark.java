package delivery.bench;

import delivery.app.StopSignal;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code <class path> <rounds> <seconds>}: what it costs to put events, by {@link PutLoad} on {@link NullEndpoint}, each a
 * process of its own, in turns. Prints Markdown: medians.
 */
final class PutBenchmark {
    private static final List<String> FIGURES = List.of("events/s", "CPU-s/M", "p50 ms", "p99 ms");
    private static final String WARM_UP = "8";

    private final Launcher launcher;
    private final String classPath;
    private final String seconds;

    private PutBenchmark(Launcher launcher, String classPath, String seconds) {
        this.launcher = launcher;
        this.classPath = classPath;
        this.seconds = seconds;
    }

    /** @param rate events a second; 0 for as fast as they are taken */
    private record Row(String name, String who, int rate, int shards, int latency) {}

    private static final List<Row> ROWS = List.of(
            new Row("writer, flat out, 7 shards", "writer", 0, 7, 0),
            new Row("writer, flat out, 7 shards, --aggregate", "aggregate", 0, 7, 0),
            new Row("SDK, batches of 500, 2 in flight", "batches", 0, 7, 0),
            new Row("writer, flat out, 100 shards, 20 ms an answer", "writer", 0, 100, 20),
            new Row("writer, 30/s", "writer", 30, 7, 0),
            new Row("writer, 2,000/s", "writer", 2_000, 7, 0));

    public static void main(String[] args) {
        try (var launcher = Launcher.ofRun(Path.of("."), "benchmark", true, new StopSignal())) {
            var benchmark = new PutBenchmark(launcher, args[0], args[2]);
            var results = new LinkedHashMap<Row, List<double[]>>();
            for (var round = 0; round < Integer.parseInt(args[1]); round++) {
                for (var row : ROWS) {
                    results.computeIfAbsent(row, r -> new ArrayList<>()).add(benchmark.measure(row));
                }
            }
            print(results);
        }
    }

    private double[] measure(Row row) {
        var endpoint = start("null-endpoint", Map.of(), NullEndpoint.class, row.shards, row.latency);
        var url = "http://127.0.0.1:" + endpoint.awaitLine("").strip();
        var load =
                start("put-load", Map.of("AWS_ENDPOINT_URL", url), PutLoad.class, row.who, row.rate, WARM_UP, seconds);
        if (load.awaitExit(Duration.ofMinutes(5)) != 0) {
            throw load.failure();
        }
        endpoint.kill();
        var lines = load.stdout().lines().toList();
        return Arrays.stream(lines.get(lines.size() - 1).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private Program start(String name, Map<String, String> variables, Class<?> main, Object... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                classPath,
                main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return launcher.command(name, launcher.root(), variables, command);
    }

    private static void print(Map<Row, List<double[]>> results) {
        System.out.println(
                "| median of " + results.get(ROWS.get(0)).size() + " | " + String.join(" | ", FIGURES) + " |");
        System.out.println("|---|---|---|---|---|");
        results.forEach((row, all) -> {
            var line = new StringBuilder("| " + row.name);
            for (var figure = 0; figure < FIGURES.size(); figure++) {
                var which = figure;
                var sorted =
                        all.stream().mapToDouble(each -> each[which]).sorted().toArray();
                line.append(String.format(Locale.ROOT, " | %.4g", sorted[sorted.length / 2]));
            }
            System.out.println(line + " |");
        });
    }
}
