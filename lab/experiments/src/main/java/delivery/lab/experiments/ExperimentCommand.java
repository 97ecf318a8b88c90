package delivery.lab.experiments;

import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.ExitCode;
import delivery.lab.launcher.LabCommand;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Leases;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "scripts/experiment.sh",
        description = "Runs the suite on a local Kinesis with the quotas of AWS, does something to it, and tells what"
                + " happened. Each experiment takes about a minute.%n",
        footer = {
            "",
            "routing        the five ways to spread records over the shards, side by side",
            "capacity       what stream-admin plan says, tried just under and just over",
            "hot-shard      one shard gets more than it takes, and is split",
            "reshard        2 -> 8 -> 3 shards under load",
            "churn          random splits, merges and scalings under load; see --operations, --seed, --rate",
            "kill-consumer  each consumer is killed once and started again",
            "kill-server    the ranking server is killed three times and started again",
            "put-timeout    puts that are stored and never answered",
            "fleet          of three workers that share eight shards by leases one is killed and one comes, while shards"
                    + " split and merge; see --rounds, --failover",
            "",
            "Exit codes: 0 every claim held, 1 one did not, 2 bad usage.",
            "Logs are in target/experiment/NAME/TIME-PROCESS; latest there is the newest."
        })
public final class ExperimentCommand extends LabCommand {
    private static final Map<String, Function<ExperimentCommand, Experiment>> EXPERIMENTS = new LinkedHashMap<>();

    static {
        EXPERIMENTS.put("routing", main -> new RoutingExperiment());
        EXPERIMENTS.put("capacity", main -> new CapacityExperiment());
        EXPERIMENTS.put("hot-shard", main -> new HotShardExperiment());
        EXPERIMENTS.put("reshard", main -> new ReshardExperiment());
        EXPERIMENTS.put("churn", ExperimentCommand::churn);
        EXPERIMENTS.put("kill-consumer", main -> new KillConsumerExperiment());
        EXPERIMENTS.put("kill-server", main -> new KillServerExperiment());
        EXPERIMENTS.put("put-timeout", main -> new PutTimeoutExperiment());
        EXPERIMENTS.put("fleet", ExperimentCommand::fleet);
    }

    @Parameters(paramLabel = "NAME", description = "Which experiment, see below.")
    private String name;

    @Option(names = "--short", description = "A third of the time, for a quick look; figures say less.")
    private boolean quick;

    @Option(
            names = "--operations",
            paramLabel = "N",
            description = "churn: how many splits, merges and scalings (default: 100, with --short 6).")
    private Integer operations;

    @Option(names = "--seed", paramLabel = "S", description = "churn: which ones (default: others each time).")
    private Long seed;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "churn: orders a second (default: 2000, with --short 300).")
    private Integer rate;

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description =
                    "churn: on a Kinesis that runs there, where the stream is made anew (default: one of its own).")
    private String endpointUrl;

    @Option(names = "--rounds", paramLabel = "N", description = "fleet: so many times (default: 5, with --short 1).")
    private Integer rounds;

    @Option(
            names = "--failover",
            paramLabel = "2s",
            converter = Durations.class,
            description =
                    "fleet: after how long without a word a worker's shards go to others; 10s: as the KCL comes (2s).")
    private Duration failover = Duration.ofSeconds(2);

    private Experiment fleet() {
        Leases.check(suite(), "fleet");
        return new FleetExperiment(rounds == null ? quick ? 1 : 5 : rounds, failover);
    }

    private Experiment churn() {
        var settings = new ChurnExperiment.Churn(
                operations == null ? quick ? 6 : 100 : operations,
                seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
                rate == null ? quick ? 300 : 2_000 : rate,
                endpointUrl);
        return new ChurnExperiment(settings);
    }

    @Override
    protected void work() {
        var story = wantsJson() ? Story.untold() : new Story(System.out);
        try (var launcher = Launcher.ofRun(suite(), "experiment/" + name, true, stopSignal())) {
            EXPERIMENTS.get(name).apply(this).run(new Lab(launcher, quick), story);
        } catch (Launcher.Stopped e) {
            throw new AppException(ExitCode.STOPPED, e.getMessage());
        }
        if (wantsJson()) {
            printJson(story.facts(name));
        }
        if (!story.isTrue()) {
            throw AppException.failed(name + ": " + story.failures() + " claim(s) did not hold");
        }
    }
}
