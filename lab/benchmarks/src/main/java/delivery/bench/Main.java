package delivery.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import delivery.bench.compare.Bench;
import delivery.bench.compare.Comparison;
import delivery.bench.compare.Measure;
import delivery.bench.kinesis.KinesisMeasures;
import delivery.bench.put.PutMeasures;
import delivery.bench.rank.RankMeasures;
import delivery.bench.read.ReadMeasures;
import delivery.bench.start.StartMeasures;
import delivery.lab.launcher.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * {@code <names> <rounds> <seconds> <class path> <node_modules, or -> <commit>}, as scripts/bench.sh gives them: measures one after the other, prints
 * each and writes it to lab/benchmarks/results/NAME.md.
 */
public final class Main {
    private static final Map<String, Function<Bench, Measure>> MEASURES = new LinkedHashMap<>();

    static {
        MEASURES.put("put", PutMeasures::put);
        MEASURES.put("put-rate", PutMeasures::putRate);
        MEASURES.put("put-delay", PutMeasures::putDelay);
        MEASURES.put("quota", PutMeasures::quota);
        MEASURES.put("read", ReadMeasures::read);
        MEASURES.put("read-delay", ReadMeasures::delay);
        MEASURES.put("first-record", ReadMeasures::firstRecord);
        MEASURES.put("scale", ReadMeasures::scale);
        MEASURES.put("apply", RankMeasures::apply);
        MEASURES.put("top10", RankMeasures::topTen);
        MEASURES.put("claim", RankMeasures::claim);
        MEASURES.put("socket", RankMeasures::socket);
        MEASURES.put("snapshots", RankMeasures::snapshots);
        MEASURES.put("allocation", Main::allocation);
        MEASURES.put("kinesis", KinesisMeasures::beside);
        MEASURES.put("kinesis-flat", KinesisMeasures::flat);
        MEASURES.put("kinesis-limits", KinesisMeasures::limits);
        MEASURES.put("kinesis-soak", KinesisMeasures::soak);
        MEASURES.put("start", StartMeasures::start);
        MEASURES.put("demo", StartMeasures::demo);
    }

    private Main() {}

    /** One that fails does not keep the others from being measured; the exit code is then 1. */
    public static void main(String[] args) {
        // Otherwise the SDK has a word for each call.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        var modules = args[4].equals("-") ? Optional.<Path>empty() : Optional.of(Path.of(args[4]));
        var rounds = Integer.parseInt(args[1]);
        var seconds = Integer.parseInt(args[2]);
        var failed = 0;
        for (var name : args[0].split(",")) {
            try (var bench = new Bench(args[3], modules, seconds)) {
                var page = measured(name, bench, args[5], rounds);
                System.out.println(page);
                var folder = bench.launcher().root().resolve("lab/benchmarks/results");
                Files.createDirectories(folder);
                Files.writeString(folder.resolve(name + ".md"), page);
            } catch (Launcher.Stopped e) {
                throw e;
            } catch (Exception e) {
                failed = 1;
                System.err.println("error: " + name + " could not be measured: " + e);
            }
        }
        System.exit(failed);
    }

    private static String measured(String name, Bench bench, String commit, int rounds) throws Exception {
        var measure = MEASURES.get(name).apply(bench);
        var head = head(name, measure.what(), commit, rounds, bench.seconds());
        return head + measure.run(rounds) + "\nLoad of the machine at the end: " + load() + ".\n";
    }

    private static Measure allocation(Bench bench) {
        return new Comparison(
                        "Bytes that Java allocates an event: in a producer, with all that makes the event, by its threads' counters; in the consumer"
                                + " and in the ranking server, by their collectors' logs, while a million events are brought.",
                        "bytes/event")
                .with("writer", PutMeasures.allocation(bench))
                .with("consumer", ReadMeasures.allocation(bench, false))
                .with("ranking-server", ReadMeasures.allocation(bench, true))
                .atMost(600, "bytes/event", "writer")
                .atMost(400, "bytes/event", "consumer")
                .atMost(64, "bytes/event", "ranking-server");
    }

    private static String head(String name, String what, String commit, int rounds, int seconds) throws IOException {
        var lines = List.of(
                "# " + name,
                "",
                what,
                "",
                Instant.now().truncatedTo(ChronoUnit.MINUTES) + ", commit " + commit + ", " + machine() + ", Java "
                        + Runtime.version() + ", load " + load() + " before; " + rounds + " rounds in turns:",
                "",
                "```sh",
                "./delivery bench " + name + " --rounds " + rounds + " --seconds " + seconds,
                "```",
                "");
        return String.join("\n", lines) + "\n";
    }

    private static String machine() throws IOException {
        var model = Path.of("/proc/cpuinfo");
        var processor = Files.exists(model)
                ? Files.readAllLines(model).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.replaceAll(".*: ", ""))
                        .findFirst()
                        .orElse("")
                : "";
        return Runtime.getRuntime().availableProcessors() + " CPUs (" + processor + "), "
                + System.getProperty("os.name") + " "
                + System.getProperty("os.version").replaceAll("[^0-9.].*", "");
    }

    private static String load() throws IOException {
        var load = Path.of("/proc/loadavg");
        return Files.exists(load) ? Files.readString(load).split(" ")[0] : "unknown";
    }
}
