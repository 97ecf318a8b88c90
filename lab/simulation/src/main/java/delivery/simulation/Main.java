package delivery.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.program.OutputOption;
import delivery.simulation.judge.Violation;
import delivery.simulation.world.Seams;
import delivery.simulation.world.SeedPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the whole suite in one thread with a virtual clock, with faults drawn from a seed.%n",
        footer = {"", "Exit codes: 0 no seed fails, 1 one does, 2 bad usage."})
public final class Main implements Callable<Integer> {
    private static final long MAX_SEEDS = 1_000_000_000;
    private static final int MAX_THREADS = 256;
    private static final int MAX_REPLICAS = 5;
    private static final int MAX_DRIVER_PROCESSES = 16;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds (default: 1000).")
    private Long seeds;

    @Option(names = "--from-seed", paramLabel = "S", description = "The first of them (default: 1).")
    private Long fromSeed;

    @Option(names = "--threads", paramLabel = "T", description = "So many worlds at a time (default: one a processor).")
    private Integer threads;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description =
                    "So many ranking servers that are brought everything, and must come to the same (default: 1).")
    private int replicas = 1;

    @Option(
            names = "--driver-processes",
            paramLabel = "N",
            description = "So many processes of drivers, which share the orders (default: 1).")
    private int driverProcesses = 1;

    @Option(names = "--seed", paramLabel = "S", description = "This one alone.")
    private Long seed;

    @Option(names = "--trace", description = "With --seed: everything that happens.")
    private boolean trace;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "With --seed: write down what the page would show, to be played by 'delivery replay FILE'.")
    private Path record;

    @Option(
            names = "--films",
            paramLabel = "DIR",
            description = "Record seeds that fail here, the first twenty (default: target/simulation).")
    private Path films = Path.of("target", "simulation");

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        beQuiet();
        System.exit(execute(args));
    }

    /** Bad usage is one line, as of every program of the suite. */
    static int execute(String... args) {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((e, given) -> {
                    var err = e.getCommandLine().getErr();
                    err.println("error: " + e.getMessage() + "; see --help");
                    return ExitCode.USAGE;
                })
                .execute(args);
    }

    /** What the parts log is of no use at this speed. */
    static void beQuiet() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.OFF);
    }

    @Override
    public Integer call() {
        check();
        if (seed != null) {
            return one();
        }
        var tally = new Simulation(each -> SeedRun.of(each, replicas, driverProcesses))
                .run(
                        fromSeed == null ? 1 : fromSeed,
                        seeds == null ? 1_000 : seeds,
                        threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        var recorded = new TreeMap<Long, Path>();
        tally.failures().keySet().stream()
                .limit(Tally.FAILURES_SHOWN)
                .forEach(each -> film(each).ifPresent(path -> recorded.put(each, path)));
        if (output.isJson()) {
            System.out.println(json(tally.facts(recorded)));
        } else {
            tally.print(System.out, recorded);
        }
        return tally.failures().isEmpty() ? 0 : 1;
    }

    /** Of a seed that fails: it does so again, and is recorded; empty if that cannot be. */
    private Optional<Path> film(long failing) {
        var path = films.resolve("seed-" + failing + ".ndjson");
        try {
            SeedRun.of(failing, replicas, driverProcesses).runOnFilm(path);
        } catch (AppException e) {
            System.err.println("warning: seed " + failing + " is not recorded: " + e.getMessage());
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            // That it fails is said already.
            return Optional.of(path);
        }
        return Optional.of(path);
    }

    private void check() {
        if (seeds != null && (seeds < 1 || seeds > MAX_SEEDS)) {
            throw usage("--seeds " + seeds + " is not in 1.." + MAX_SEEDS);
        }
        if (threads != null && (threads < 1 || threads > MAX_THREADS)) {
            throw usage("--threads " + threads + " is not in 1.." + MAX_THREADS);
        }
        if (seed != null && (seeds != null || fromSeed != null || threads != null)) {
            throw usage("--seed is one world alone; --seeds, --from-seed and --threads are for many");
        }
        if (replicas < 1 || replicas > MAX_REPLICAS) {
            throw usage("--replicas " + replicas + " is not in 1.." + MAX_REPLICAS);
        }
        if (driverProcesses < 1 || driverProcesses > MAX_DRIVER_PROCESSES) {
            throw usage("--driver-processes " + driverProcesses + " is not in 1.." + MAX_DRIVER_PROCESSES);
        }
        if (trace && seed == null) {
            throw usage("--trace needs --seed");
        }
        if (record != null && seed == null) {
            throw usage("--record needs --seed");
        }
        if (trace && output.isJson()) {
            throw usage("--trace is text: leave out --output json");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int one() {
        var plan = SeedPlan.of(seed).with(replicas, driverProcesses);
        var facts = new LinkedHashMap<String, Object>(Map.of("seed", seed));
        if (!output.isJson()) {
            System.out.println(plan);
        }
        try {
            var run = new SeedRun(plan, Seams.REAL, trace ? System.out : null);
            var result = record == null ? run.run() : run.runOnFilm(record);
            facts.put("records", result.records());
            facts.put("simulatedSeconds", result.simulated().toMillis() / 1e3);
            facts.put("traceHash", String.format(Locale.ROOT, "%016x", result.traceHash()));
            say(
                    facts,
                    String.format(
                            Locale.ROOT,
                            "seed %d is well: %d records, %s simulated, trace hash %016x",
                            seed,
                            result.records(),
                            result.simulated(),
                            result.traceHash()));
            return 0;
        } catch (Violation e) {
            facts.put("fails", e.getMessage());
            var film = record == null ? film(seed) : Optional.of(record);
            film.ifPresent(path -> facts.put("recorded", path.toString()));
            var replay = film.map(path -> System.lineSeparator() + "  ./delivery replay " + path)
                    .orElse("");
            say(facts, "seed " + seed + " fails: " + e.getMessage() + replay);
            return 1;
        }
    }

    private void say(Map<String, Object> facts, String sentence) {
        System.out.println(output.isJson() ? json(facts) : sentence);
    }

    private static String json(Map<String, Object> facts) {
        try {
            return new ObjectMapper().writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
