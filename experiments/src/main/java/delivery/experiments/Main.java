package delivery.experiments;

import delivery.app.App;
import delivery.app.AppException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "experiment",
        description = "Runs the suite on a local Kinesis with the quotas of AWS, does something to it, and tells what"
                + " happened. Each experiment takes about a minute.%n",
        footer = {
            "",
            "routing        the five ways to spread records over the shards, side by side",
            "capacity       what stream-admin plan says, tried just under and just over",
            "hot-shard      one shard gets more than it takes, and is split",
            "reshard        2 -> 8 -> 3 shards under load",
            "kill-consumer  each consumer is killed once and started again",
            "kill-server    the ranking server is killed three times and started again",
            "put-timeout    puts that are stored and never answered",
            "",
            "Exit codes: 0 every claim held, 1 one did not, 2 bad usage.",
            "Logs are in target/experiment/NAME."
        })
public final class Main extends App {
    private static final Map<String, Supplier<Experiment>> EXPERIMENTS = new LinkedHashMap<>();

    static {
        EXPERIMENTS.put("routing", RoutingExperiment::new);
        EXPERIMENTS.put("capacity", CapacityExperiment::new);
        EXPERIMENTS.put("hot-shard", HotShardExperiment::new);
        EXPERIMENTS.put("reshard", ReshardExperiment::new);
        EXPERIMENTS.put("kill-consumer", KillConsumerExperiment::new);
        EXPERIMENTS.put("kill-server", KillServerExperiment::new);
        EXPERIMENTS.put("put-timeout", PutTimeoutExperiment::new);
    }

    @Parameters(paramLabel = "NAME", description = "Which experiment, see below.")
    private String name;

    @Option(names = "--short", description = "A third of the time, for a quick look; figures say less.")
    private boolean quick;

    @Option(names = "--suite", paramLabel = "DIR", description = "Where the suite was built (default: here).")
    private Path suite = Path.of(".");

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        var experiment = EXPERIMENTS.get(name);
        if (experiment == null) {
            throw AppException.usage(
                    "no experiment '" + name + "'; there are " + String.join(", ", EXPERIMENTS.keySet()));
        }
        var story = new Story(System.out);
        try (var lab = new Lab(suite.toAbsolutePath().normalize(), name, quick, stopSignal())) {
            experiment.get().run(lab, story);
        }
        if (!story.isTrue()) {
            throw AppException.failed(name + ": " + story.failures() + " claim(s) did not hold");
        }
    }
}
