package delivery.lab.chaos;

import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import delivery.lab.chaos.Strike.Target;
import delivery.lab.launcher.LabCommand;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.OwnClock;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/chaos.sh}: real processes, killed at random moments under load, and an oracle that judges. */
@Command(
        name = "scripts/chaos.sh",
        description =
                "Runs the suite on local-kinesis, with its faults, kills its processes with kill -9 at moments that"
                        + " chance decides, starts them again, and in the end reads the whole stream and compares.%n",
        footer = {
            "",
            "Exit codes: 0 nothing lost, nothing counted twice; 1 failed; 2 bad usage; 3 something is lost or counted"
                    + " twice.",
            "Example: scripts/chaos.sh --kills 50 --seed 7"
        })
public final class ChaosCommand extends LabCommand {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.lab");

    /** One page of records and what it takes to pass it on; anything that gathers would go beyond in half a minute. */
    private static final long MOST_GROWTH = 32 * 1024 * 1024;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How many kills and troubles, shared evenly by the targets (50).")
    private int kills = 50;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "Decides who is killed, in which order and when, and what the faults strike (default: random).")
    private Long seed;

    @Option(
            names = "--targets",
            split = ",",
            paramLabel = "T",
            description = "Any of server, consumer, producer, driver, and all: every process but the stream at once;"
                    + " and of the troubles clock (the time of day of one program is set, up to two days either way), pipe"
                    + " (nobody reads what one program logs) and line (the line to the stream or the server is slow, or"
                    + " stands still) (server,consumer,producer,driver).")
    private List<Target> targets = List.of(Target.server, Target.consumer, Target.producer, Target.driver);

    @Option(
            names = "--pause",
            paramLabel = "2s",
            converter = Durations.class,
            description = "Between two kills on average; they do not wait until the one before is made good, unless all"
                    + " are killed (2s).")
    private Duration pause = Duration.ofSeconds(2);

    @Option(
            names = "--trouble",
            paramLabel = "10s",
            converter = Durations.class,
            description = "How long a pipe or a line is in trouble on average (10s).")
    private Duration trouble = Duration.ofSeconds(10);

    @Option(
            names = "--stall",
            paramLabel = "30s",
            converter = Durations.class,
            description = "Afterwards stop the server with SIGSTOP for so long, and watch the consumers' memory.")
    private Duration stall;

    @Option(
            names = "--zombies",
            paramLabel = "N",
            description =
                    "Afterwards stop a consumer with SIGSTOP, let a second one take its shard over, and let the first"
                            + " go on: so many times (0).")
    private int zombies;

    @Option(names = "--rate", paramLabel = "R", description = "Orders a second (100).")
    private double rate = 100;

    @Option(names = "--shards", paramLabel = "K", description = "Shards, and consumers (7).")
    private int shards = 7;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description =
                    "What local-kinesis does wrong all the while; repeatable (put:throttle=0.05, put:timeout=0.05).")
    private List<String> faults = List.of("put:throttle=0.05", "put:timeout=0.05");

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description =
                    "Use this Kinesis, without faults, instead of starting local-kinesis; it must not have the stream.")
    private String endpoint;

    @Option(
            names = "--in-memory",
            description = "Run the server without --state-dir: after each kill it counts the whole stream anew.")
    private boolean inMemory;

    @Option(names = "--stream-name", paramLabel = "NAME", description = "What the stream is called (DeliveryStream).")
    private String stream = Suite.STREAM;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report here too.")
    private Path reportFile;

    @Override
    protected void checkMachine() {
        if (targets.contains(Target.clock) && !OwnClock.isPossible()) {
            throw AppException.usage("--targets clock needs Linux and a C compiler (cc): install one, or leave it out");
        }
    }

    @Override
    protected void work() {
        if (seed == null) {
            seed = System.nanoTime() & 0xffff_ffffL;
        }
        try (var launcher = Launcher.ofRun(suite(), "chaos", true, stopSignal())) {
            try (var troubles = new Troubles(targets, launcher.folder())) {
                run(onStream(launcher, troubles), troubles);
            } catch (Launcher.Stopped e) {
                throw new AppException(ExitCode.STOPPED, "stopped before the end: nothing is judged");
            } finally {
                // Nobody waits for a drain now, and a stopped process would not hear SIGTERM.
                launcher.kill();
            }
        }
    }

    private void run(Suite suite, Troubles troubles) {
        var begin = System.nanoTime();
        LOG.info(
                "seed {}: {} kills among {}, stream at {}, logs in {}",
                seed,
                kills,
                targets,
                suite.endpoint(),
                suite.launcher().folder());
        var fleet = new SupervisedPrograms(suite, troubles, shards, rate, serverFlags(suite.launcher()));
        var run = new ChaosRun(suite, fleet, troubles);
        var report = new ChaosReport();
        run.begin();
        var strikes = Strike.deal(seed, kills, targets, shards, pause, trouble);
        run.strike(strikes);
        report.recoveries(strikes, run.recoveries());
        var stopped = stopAndGoOn(run, report);
        var verdict = run.judge();

        report.verdict(verdict);
        report.watched(run.looks(), run.contradictions(), fleet);
        report.line(
                "seed %d, %d shards, %s orders/s, faults: %s; %d s",
                seed,
                shards,
                rate,
                endpoint == null ? String.join(" ", faults) : "none",
                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        report.fact("seed", seed);
        report.fact("shards", shards);
        report.fact("rate", rate);
        report.fact("faults", endpoint == null ? faults : List.of());
        publish(report);
        conclude(
                verdict.isGood() && run.contradictions().isEmpty(),
                stopped,
                verdict.stream().duplicates());
    }

    /** SIGSTOP and SIGCONT, for the server and for consumers; whether they did what they should. */
    private boolean stopAndGoOn(ChaosRun run, ChaosReport report) {
        var good = true;
        if (stall != null) {
            var grown = run.stall(stall);
            report.line(
                    "server stopped for %d s: a consumer's memory grew by %d KiB at most",
                    stall.toSeconds(), grown / 1024);
            good = grown < MOST_GROWTH;
        }
        if (zombies > 0) {
            var fenced = IntStream.range(0, zombies)
                    .filter(n -> run.zombie(n % shards))
                    .count();
            report.line("consumers stopped, replaced and woken %d, of them fenced and ended %d", zombies, fenced);
            good &= fenced == zombies;
        }
        return good;
    }

    private void conclude(boolean agrees, boolean stoppedWell, long duplicates) {
        if (!agrees) {
            throw new AppException(ExitCode.LOSS, "stream and ranking disagree; again with --seed " + seed);
        }
        if (!stoppedWell) {
            throw AppException.failed("what was stopped and woken did not do as it should; see the report");
        }
        if (endpoint == null && !faults.isEmpty() && duplicates == 0) {
            throw AppException.failed("no duplicate on the stream: this run has shown nothing; let it run longer");
        }
    }

    private List<String> serverFlags(Launcher launcher) {
        var flags = new ArrayList<>(List.of("--stream-name", stream));
        if (!inMemory) {
            flags.addAll(List.of("--state-dir", launcher.newFolder("state").toString()));
        }
        return flags;
    }

    private Suite onStream(Launcher launcher, Troubles troubles) {
        var suite = new Suite(launcher, stream, troubles);
        if (endpoint != null) {
            suite.useKinesis(URI.create(endpoint));
            suite.createStream(shards);
            return suite;
        }
        var flags = new ArrayList<>(List.of("--seed", seed.toString()));
        faults.forEach(fault -> flags.addAll(List.of("--fault", fault)));
        return suite.startKinesis(shards, flags.toArray(String[]::new));
    }

    private void publish(ChaosReport report) {
        if (wantsJson()) {
            printJson(report.facts());
        } else {
            System.out.print(report);
            System.out.flush();
        }
        if (reportFile != null) {
            try {
                Files.writeString(reportFile, report.toString());
            } catch (IOException e) {
                throw AppException.failed("--report " + reportFile + " cannot be written (" + e + ")");
            }
        }
    }
}
