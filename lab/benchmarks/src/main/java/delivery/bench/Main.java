package delivery.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code <local-kinesis.jar> <node_modules or -> <rounds> <parts> <seconds of soak>}, as its script has checked them: prints
 * Markdown. Ends with 1 if a soak found something that grows.
 */
public final class Main {
    private static final double PHASE_SECONDS = 15;
    private static final double WARM_UP_SECONDS = 6;
    /** Netty's large methods are compiled only after some thousand requests. */
    private static final double LONG_WARM_UP_SECONDS = 30;

    private final Path jar;
    private final Path nodeModules;
    private final int rounds;

    private Main(Path jar, Path nodeModules, int rounds) {
        this.jar = jar;
        this.nodeModules = nodeModules;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws IOException {
        var nodeModules = args[1].equals("-") ? null : Path.of(args[1]);
        var main = new Main(Path.of(args[0]).toAbsolutePath(), nodeModules, Integer.parseInt(args[2]));
        var parts = Set.of(args[3].split(","));
        if (parts.contains("peers")) {
            main.peers();
        }
        if (parts.contains("flat")) {
            main.flatness();
        }
        if (parts.contains("null")) {
            main.besideNull();
        }
        if (parts.contains("start")) {
            main.start();
        }
        if (parts.contains("limits")) {
            main.limits();
        }
        if (parts.contains("soak") && !main.soak(Long.parseLong(args[4]))) {
            System.exit(1);
        }
    }

    /** How to start one, and as much work as it does in some seconds. */
    private record Contender(String name, Starter starter, long records, long calls, double maxSeconds) {}

    private interface Starter {
        Emulator start() throws IOException;
    }

    private List<Contender> contenders() {
        var all = new ArrayList<Contender>();
        all.add(new Contender(
                "local-kinesis",
                () -> Emulator.localKinesis(jar, List.of("-Xmx2g"), "--no-limits", "--retain", "1g"),
                1_000_000,
                60_000,
                PHASE_SECONDS));
        if (nodeModules != null) {
            all.add(new Contender("kinesalite", () -> Emulator.kinesalite(nodeModules), 60_000, 5_000, PHASE_SECONDS));
            all.add(new Contender(
                    "kinesis-local", () -> Emulator.kinesisLocal(nodeModules), 4_000, 600, PHASE_SECONDS));
        }
        return all;
    }

    private void peers() throws IOException {
        var results = new LinkedHashMap<String, Map<String, List<Double>>>();
        for (int round = 0; round < rounds; round++) {
            for (var contender : contenders()) {
                var figures = results.computeIfAbsent(contender.name, name -> new LinkedHashMap<>());
                round(contender)
                        .forEach((name, figure) -> figures.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(figure));
                System.err.println("round " + (round + 1) + " " + contender.name + " " + figures);
            }
        }
        var names = List.copyOf(results.keySet());
        var ours = results.get(names.get(0));
        var head = new ArrayList<>(List.of("| median of " + rounds + " "));
        names.forEach(name -> head.add("| " + name + " "));
        names.stream().skip(1).forEach(name -> head.add("| ours : " + name + " "));
        say("%s|", String.join("", head));
        say("%s|", "|---".repeat(head.size()));
        for (var row : ours.keySet()) {
            var line = new StringBuilder("| " + row);
            names.forEach(name ->
                    line.append(" | ").append(rounded(median(results.get(name).get(row)))));
            names.stream()
                    .skip(1)
                    .forEach(name -> line.append(" | ")
                            .append(rounded(median(ours.get(row))
                                    / median(results.get(name).get(row)))));
            say("%s |", line);
        }
        say("");
    }

    /** On a new process, so that nobody carries the rounds before. */
    private static Map<String, Double> round(Contender contender) throws IOException {
        var figures = new LinkedHashMap<String, Double>();
        try (var emulator = contender.starter.start()) {
            var load = new Load(emulator);
            emulator.createStream("warm-up");
            load.putBatches("warm-up", contender.records / 2, WARM_UP_SECONDS);
            load.putSingles("warm-up", contender.calls / 2, WARM_UP_SECONDS);
            load.drain("warm-up", WARM_UP_SECONDS);
            emulator.createStream("singles");
            emulator.createStream("batches");
            var batches = load.putBatches("batches", contender.records, contender.maxSeconds);
            figures.put("PutRecords, records/s", batches.perSecond());
            figures.put("PutRecords, server CPU-s per million records", batches.cpuSecondsPerMillion());
            var singles = load.putSingles("singles", contender.calls, contender.maxSeconds);
            figures.put("PutRecord, calls/s", singles.perSecond());
            figures.put("PutRecord, server CPU-s per million calls", singles.cpuSecondsPerMillion());
            var drain = load.drain("batches", contender.maxSeconds);
            if (drain.seconds() < contender.maxSeconds && drain.count() != batches.count()) {
                throw new IOException(contender.name + " took " + batches.count() + " and gave " + drain.count());
            }
            figures.put("GetRecords, records/s", drain.perSecond());
            figures.put("GetRecords, server CPU-s per million records", drain.cpuSecondsPerMillion());
            figures.put("RSS at the end, MiB", (double) emulator.rssMebibytes());
            figures.put("records in the stream by then", (double) batches.count());
        }
        return figures;
    }

    /** Five million records into one stream. */
    private void flatness() throws IOException {
        say("| records in the stream | records/s | server CPU-s per million | RSS, MiB |");
        say("|---|---|---|---|");
        try (var emulator = Emulator.localKinesis(jar, List.of("-Xmx4g"), "--no-limits", "--retain", "3g")) {
            var load = new Load(emulator);
            emulator.createStream("warm-up");
            load.putBatches("warm-up", 500_000, WARM_UP_SECONDS);
            emulator.createStream("flat");
            for (int million = 0; million < 5; million++) {
                var figures = load.putBatches("flat", 1_000_000, 60);
                say(
                        "| %d to %d million | %s | %s | %d |",
                        million,
                        million + 1,
                        rounded(figures.perSecond()),
                        rounded(figures.cpuSecondsPerMillion()),
                        emulator.rssMebibytes());
            }
            var drain = load.drain("flat", 60);
            say("");
            say(
                    "Draining these %,d: %s records/s, %s CPU-s per million.",
                    drain.count(), rounded(drain.perSecond()), rounded(drain.cpuSecondsPerMillion()));
        }
        say("");
    }

    /**
     * In turns with an endpoint that keeps nothing, each time on a new process: with memory for all records, which is new, and with
     * memory that is used again, as in a server that has run for long.
     */
    private void besideNull() throws IOException {
        var contenders = new LinkedHashMap<String, Starter>();
        contenders.put("local-kinesis, new memory", () -> unlimited("2g"));
        contenders.put("local-kinesis, memory used again", () -> unlimited("256m"));
        contenders.put("null endpoint", Emulator::nullEndpoint);
        var results = new LinkedHashMap<String, List<Throughput>>();
        for (int round = 0; round < rounds; round++) {
            for (var contender : contenders.entrySet()) {
                try (var emulator = contender.getValue().start()) {
                    results.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                            .add(batches(emulator));
                }
            }
        }
        say("| PutRecords of 500, median of %d in turns | records/s | server CPU-s per million records |", rounds);
        say("|---|---|---|");
        results.forEach((name, figures) -> say(
                "| %s | %s | %s |",
                name,
                rounded(median(figures.stream().map(Throughput::perSecond).toList())),
                rounded(median(
                        figures.stream().map(Throughput::cpuSecondsPerMillion).toList()))));
        say("");
    }

    private Emulator unlimited(String retain) throws IOException {
        return Emulator.localKinesis(jar, List.of("-Xmx4g"), "--no-limits", "--retain", retain);
    }

    private static Throughput batches(Emulator emulator) throws IOException {
        var load = new Load(emulator);
        emulator.createStream("batches");
        load.putBatches("batches", 3_000_000, LONG_WARM_UP_SECONDS);
        return load.putBatches("batches", 1_000_000, PHASE_SECONDS);
    }

    private void start() throws IOException {
        say("| `java -jar local-kinesis.jar` | median of 5 | all |");
        say("|---|---|---|");
        var seconds = new ArrayList<Double>();
        var rss = new ArrayList<Double>();
        var cpu = new ArrayList<Double>();
        for (int i = 0; i < 5; i++) {
            try (var emulator = Emulator.localKinesis(jar, List.of(), "--stream", "orders:7")) {
                seconds.add(emulator.secondsToFirstAnswer());
                Emulator.pause(2_000);
                rss.add((double) emulator.rssMebibytes());
                cpu.add(emulator.cpuSeconds());
            }
        }
        say(
                "| start to first answer, s | %.2f | %s |",
                median(seconds),
                seconds.stream()
                        .map(each -> String.format(Locale.ROOT, "%.2f", each))
                        .toList());
        say(
                "| RSS idle, MiB | %.0f | %s |",
                median(rss),
                rss.stream()
                        .map(each -> String.format(Locale.ROOT, "%.0f", each))
                        .toList());
        say(
                "| CPU-s by then | %.2f | %s |",
                median(cpu),
                cpu.stream()
                        .map(each -> String.format(Locale.ROOT, "%.2f", each))
                        .toList());
        say("");
    }

    private void limits() throws IOException {
        say("| limits on, 7 shards | sent/s | accepted/s | of 7,000 | entries refused | calls failed |");
        say("|---|---|---|---|---|---|");
        for (int i = 0; i < rounds; i++) {
            try (var emulator = Emulator.localKinesis(jar, List.of(), "--stream", "orders:7")) {
                var load = new Load(emulator);
                var overload = load.overload("orders", 21_000, 10);
                say(
                        "| run %d, 10 s | %s | %s | %.2f %% | %d | %d |",
                        i + 1,
                        rounded(overload.sentPerSecond()),
                        rounded(overload.acceptedPerSecond()),
                        100 * overload.acceptedPerSecond() / 7_000,
                        overload.refusedEntries(),
                        overload.failedCalls());
            }
        }
        say("");
    }

    private boolean soak(long seconds) throws IOException {
        say(
                "| %,d records/s, s | put | read | live heap, MiB | RSS, MiB | threads | descriptors |",
                Soak.RECORDS_PER_SECOND);
        say("|---|---|---|---|---|---|---|");
        try (var emulator = Emulator.localKinesis(jar, List.of("-Xmx1g"), "--no-limits", "--retain", "256m")) {
            var samples = new Soak(emulator).run("soak", seconds);
            samples.forEach(sample -> say("%s", Soak.row(sample)));
            var flat = samples.get(samples.size() - 1).isFlatAfter(samples.get(0));
            say("");
            say(
                    flat
                            ? "Flat: nothing has grown since the first sample."
                            : "NOT FLAT: the last sample is above the first.");
            return flat;
        }
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }

    /** Three digits say what a noisy machine knows. */
    private static String rounded(double value) {
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
