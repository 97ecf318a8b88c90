package delivery.lab.verify;

import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import delivery.lab.launcher.LabCommand;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Leases;
import delivery.lab.verify.report.JUnitReport;
import delivery.lab.verify.report.JsonReport;
import delivery.lab.verify.report.PageReport;
import delivery.lab.verify.report.TextReport;
import delivery.lab.verify.report.VerifyReport;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioSettings;
import delivery.localkinesis.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./delivery verify}: does somebody's consumer lose records, or accept them twice? */
@Command(
        name = "scripts/verify.sh",
        description =
                "Runs COMMAND as the consumer of a stream of numbered records on local-kinesis, lets something happen"
                        + " to it, and says what it lost or accepted twice. COMMAND says 'accepted ID' for each record"
                        + " that it has processed for good: docs/verify.md.%n",
        footer = {
            "",
            "Exit codes: 0 nothing lost, and nothing doubled without a reason; 1 failed, or nothing proved; 2 bad"
                    + " usage; 3 something is lost, doubled or, with --in-order, out of order.",
            "Example: scripts/verify.sh --scenario split,kill -- python3 consumer.py"
        })
public final class VerifyCommand extends LabCommand {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.lab");
    private static final String ALL = "all";
    private static final double MOST_OF_A_SHARD = 1_000;

    /** By which ways COMMAND may tell. */
    public enum Way {
        stdout,
        http,
        file,
        sink
    }

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description = "What is to happen: one or more of those that --list names, or all (all).")
    private List<String> names = List.of(ALL);

    @Option(names = "--list", description = "Say which scenarios there are, and why, and end.")
    private boolean list;

    @Option(names = "--shards", paramLabel = "K", description = "Shards in the beginning (4).")
    private int shards = ScenarioSettings.DEFAULT.shards();

    @Option(names = "--rate", paramLabel = "R", description = "Records a second (500).")
    private double rate = ScenarioSettings.DEFAULT.rate();

    @Option(
            names = "--duration",
            paramLabel = "60s",
            converter = Durations.class,
            description =
                    "How long a scenario may take, from the first record that is accepted: one that has gone well ends"
                            + " earlier, and in a shorter one what happens is shorter too (60s).")
    private Duration duration = ScenarioSettings.DEFAULT.longest();

    @Option(
            names = "--patience",
            paramLabel = "60s",
            converter = Durations.class,
            description = "How long to wait for the first record that is accepted (60s).")
    private Duration patience = ScenarioSettings.DEFAULT.patience();

    @Option(
            names = "--restart",
            paramLabel = "3s",
            converter = Durations.class,
            description = "How long COMMAND is down before it is started again (3s).")
    private Duration restart = ScenarioSettings.DEFAULT.restart();

    @Option(names = "--instances", paramLabel = "N", description = "Processes of COMMAND (1).")
    private int instances = 1;

    @Option(names = "--leases", description = "A DynamoDB too, for a consumer that keeps leases: needs npm's dynalite.")
    private boolean leases;

    @Option(
            names = "--tell",
            split = ",",
            paramLabel = "WAY",
            description =
                    "How COMMAND tells: stdout, http and file are listened to anyhow; sink makes a second stream.")
    private List<Way> tell = List.of();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Decides which shard is split, which instance is killed, and all chance (1).")
    private long seed = ScenarioSettings.DEFAULT.seed();

    @Option(names = "--exactly-once", description = "A double is a failure even if at-least-once explains it.")
    private boolean exactlyOnce;

    @Option(
            names = "--in-order",
            description =
                    "What is accepted out of the order of its shard, or before records of the shards that its shard was"
                            + " made from, is a failure.")
    private boolean inOrder;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the verdicts here, as build servers read them.")
    private Path junit;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Write page and JSON here (the folder of the run, target/verify/latest).")
    private Path reportFolder;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "After --: the consumer, and what it is given.")
    private List<String> command = List.of();

    @Override
    protected void checkMachine() {
        if (list) {
            return;
        }
        scenarios();
        if (command.isEmpty()) {
            throw AppException.usage("name the consumer after --: ./delivery verify -- COMMAND ...");
        }
        if (rate > shards * MOST_OF_A_SHARD) {
            throw AppException.usage("--rate " + rate + " is more than " + shards + " shards take: "
                    + (long) MOST_OF_A_SHARD + " records a second each");
        }
        if (leases) {
            Leases.check(suite(), "--leases");
        }
    }

    private List<Scenario> scenarios() {
        if (names.contains(ALL)) {
            return Scenarios.all();
        }
        return names.stream().distinct().map(VerifyCommand::named).toList();
    }

    private static Scenario named(String name) {
        return Scenarios.named(name)
                .orElseThrow(() -> AppException.usage("--scenario '" + name + "' is none of all, "
                        + Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", "))));
    }

    @Override
    protected void work() {
        if (list) {
            Scenarios.all()
                    .forEach(each ->
                            System.out.println(String.format(Locale.ROOT, "%-17s %s", each.name(), each.reason())));
            System.out.flush();
            return;
        }
        var settings = new VerifySettings(
                command,
                names,
                new ScenarioSettings(
                        shards, rate, patience, duration, restart, seed, ScenarioSettings.DEFAULT.recordBytes()),
                instances,
                leases,
                tell.contains(Way.sink),
                exactlyOnce,
                inOrder);
        try (var launcher = Launcher.ofRun(suite(), "verify", true, stopSignal())) {
            try {
                publish(new VerifyRun(launcher, settings).play(scenarios()), launcher.folder());
            } catch (Launcher.Stopped e) {
                throw new AppException(ExitCode.STOPPED, "stopped before the end: nothing is judged");
            }
        }
    }

    private void publish(VerifyReport report, Path runFolder) {
        var folder = reportFolder == null ? runFolder : reportFolder;
        var page = folder.resolve("report.html");
        write("--report", page, PageReport.of(report));
        write("--report", folder.resolve("report.json"), JsonReport.of(report));
        if (junit != null) {
            write("--junit", junit, JUnitReport.of(report));
        }
        System.out.print(wantsJson() ? JsonReport.of(report) : TextReport.of(report));
        System.out.flush();
        LOG.info("with a timeline: {}", page);
        conclude(report);
    }

    private static void conclude(VerifyReport report) {
        switch (report.exitCode()) {
            case ExitCode.DONE -> {}
            case ExitCode.LOSS ->
                throw new AppException(ExitCode.LOSS, "records are lost, doubled or out of order: see above");
            default -> throw AppException.failed("not every scenario proved something: see above");
        }
    }

    private static void write(String flag, Path file, String text) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw AppException.failed(flag + " " + file + " cannot be written (" + e + ")");
        }
    }
}
