package delivery.it;

import delivery.app.App;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import delivery.it.Strike.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/chaos.sh}: real processes, killed at random moments under load, and an oracle that judges. */
@Command(
        name = "chaos.sh",
        description =
                "Runs the suite on local-kinesis, with its faults, kills its processes with kill -9 at moments that"
                        + " chance decides, starts them again, and in the end reads the whole stream and compares.%n",
        footer = {
            "",
            "Exit codes: 0 nothing lost, nothing counted twice; 1 failed; 2 bad usage; 3 something is lost or counted twice.",
            "Example: scripts/chaos.sh --kills 50 --seed 7"
        })
public final class Chaos extends App {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.it");
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PAUSE_WITH_ALL = Duration.ofSeconds(10);

    @Option(names = "--kills", paramLabel = "N", description = "How many blows, shared evenly by the targets (50).")
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
            description = "Any of server, consumer, producer, driver, and all: every process but the stream at once"
                    + " (server,consumer,producer,driver).")
    private List<Target> targets = List.of(Target.server, Target.consumer, Target.producer, Target.driver);

    @Option(
            names = "--pause",
            paramLabel = "2s",
            converter = Durations.class,
            description = "Between two blows on average (2s; 10s if all are killed).")
    private Duration pause;

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
            description = "Use this Kinesis, without faults, instead of starting local-kinesis. Makes the stream "
                    + Suite.STREAM + ".")
    private URI endpoint;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report here too.")
    private Path reportFile;

    public static void main(String[] args) {
        App.main(new Chaos(), args);
    }

    @Override
    public void run() {
        if (kills < 1 || shards < 1) {
            throw AppException.usage("--kills and --shards must be 1 or more");
        }
        if (seed == null) {
            seed = System.nanoTime() & 0xffff_ffffL;
        }
        try (var suite = suite()) {
            try {
                run(suite);
            } catch (ChaosRun.Stopped e) {
                LOG.info("stopped before the end: nothing is judged");
            } finally {
                // Nobody waits for a drain now, and a stopped process would not hear SIGTERM.
                suite.kill();
            }
        }
    }

    private void run(Suite suite) {
        var begin = System.nanoTime();
        var strikes = Strike.deal(seed, kills, targets, shards, pause());
        LOG.info(
                "seed {}: {} kills among {}, stream at {}, logs in {}",
                seed,
                kills,
                targets,
                suite.endpoint(),
                AppProcess.LOGS);
        var fleet = new Fleet(suite, shards, rate, List.of());
        var run = new ChaosRun(suite, fleet, stopSignal());
        run.begin();
        run.strike(strikes);
        var verdict = run.judge();

        var report = new ChaosReport();
        report.line(
                "seed %d: %d kills, %d shards, %s orders/s, faults %s, %d s",
                seed,
                kills,
                shards,
                rate,
                endpoint == null ? String.join(" ", faults) : "none",
                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        report.recoveries(strikes, run.recoveries());
        report.verdict(verdict);
        report.line(
                "contradictions in %d looks at the ranking meanwhile: %d",
                run.looks(), run.contradictions().size());
        run.contradictions().forEach(each -> report.line("CONTRADICTION %s", each));
        report.line(
                "processes that ended by themselves: %d",
                fleet.endedByThemselves().size());
        fleet.endedByThemselves().forEach(each -> report.line("ENDED %s", each));
        publish(report);
        conclude(verdict, run);
    }

    private void conclude(Verdict verdict, ChaosRun run) {
        if (!verdict.isGood() || !run.contradictions().isEmpty()) {
            throw new AppException(ExitCode.LOSS, "stream and ranking disagree; again with --seed " + seed);
        }
        if (endpoint == null && !faults.isEmpty() && verdict.stream().duplicates() == 0) {
            throw AppException.failed("no duplicate on the stream: this run has shown nothing; let it run longer");
        }
    }

    private Suite suite() {
        if (endpoint != null) {
            var suite = Suite.on(endpoint);
            suite.createStream(shards);
            return suite;
        }
        var flags = new ArrayList<>(List.of("--seed", seed.toString()));
        faults.forEach(fault -> flags.addAll(List.of("--fault", fault)));
        return Suite.onLocalKinesis(shards, flags.toArray(String[]::new));
    }

    private Duration pause() {
        if (pause != null) {
            return pause;
        }
        return targets.contains(Target.all) ? PAUSE_WITH_ALL : PAUSE;
    }

    private void publish(ChaosReport report) {
        System.out.print(report);
        System.out.flush();
        if (reportFile != null) {
            try {
                Files.writeString(reportFile, report.toString());
            } catch (IOException e) {
                throw AppException.failed("--report " + reportFile + " cannot be written (" + e + ")");
            }
        }
    }
}
