package delivery.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the whole suite in one thread with a virtual clock, with faults drawn from a seed.%n",
        footer = {"", "Exit codes: 0 no seed fails, 1 one does, 2 bad usage."})
public final class Main implements Callable<Integer> {
    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds (default: 1000).")
    private long seeds = 1_000;

    @Option(names = "--from-seed", paramLabel = "S", description = "The first of them (default: 1).")
    private long fromSeed = 1;

    @Option(names = "--threads", paramLabel = "T", description = "So many worlds at a time (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "S", description = "This one alone.")
    private Long seed;

    @Option(names = "--trace", description = "With --seed: everything that happens.")
    private boolean trace;

    public static void main(String[] args) {
        beQuiet();
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /** What the parts log is of no use at this speed. */
    static void beQuiet() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.OFF);
    }

    @Override
    public Integer call() {
        if (seed != null) {
            return one();
        }
        var tally = new Simulation(Simulation::world).run(fromSeed, seeds, threads);
        tally.print(System.out);
        return tally.failures().isEmpty() ? 0 : 1;
    }

    private int one() {
        var plan = Plan.of(seed);
        System.out.println(plan);
        try {
            var result = new World(plan, Ports.REAL, trace ? System.out : null).run();
            System.out.printf(
                    "seed %d is well: %d records, %s simulated, trace hash %016x%n",
                    seed, result.records(), result.simulated(), result.traceHash());
            return 0;
        } catch (Violation e) {
            System.out.println("seed " + seed + " fails: " + e.getMessage());
            return 1;
        }
    }
}
