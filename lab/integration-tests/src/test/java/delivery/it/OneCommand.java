package delivery.it;

import delivery.lab.chaos.ChaosCommand;
import delivery.lab.demo.DemoCommand;
import delivery.lab.experiments.ExperimentCommand;
import delivery.lab.verify.VerifyCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ./delivery} as picocli sees it: what it starts, by the names that it knows them by. */
final class OneCommand {
    private static final Set<String> DECIDED_BY_THE_SCRIPT =
            Set.of("--shard", "--all-shards", "--share", "--help", "--version");

    private OneCommand() {}

    static CommandLine commandLine() {
        var delivery = new CommandLine(CommandSpec.create().name("delivery").mixinStandardHelpOptions(true));
        delivery.getCommandSpec()
                .usageMessage()
                .description(
                        "The whole suite in one command. Builds what is missing or older than its sources, and starts it.");
        programs().forEach((name, program) -> delivery.addSubcommand(name, program.setCommandName(name)));
        nameVersions(delivery);
        return delivery;
    }

    private static Map<String, CommandLine> programs() {
        var programs = new LinkedHashMap<String, CommandLine>();
        programs.put("demo", new CommandLine(new DemoCommand()));
        programs.put("producer", new CommandLine(new delivery.orders.Main()));
        programs.put("drivers", new CommandLine(new delivery.drivers.Main()));
        programs.put("consumers", consumers());
        programs.put("consumer", new CommandLine(new delivery.consumer.Main()));
        programs.put("fleet", new CommandLine(new delivery.fleet.Main()));
        programs.put("ranking", new CommandLine(new delivery.ranking.Main()));
        programs.put("replay", new CommandLine(new delivery.ranking.replay.ReplayCommand()));
        programs.put("kinesis", new CommandLine(new delivery.localkinesis.Main()));
        programs.put("stream", new delivery.admin.Main().commandLine());
        for (var name : new String[] {"audit", "plan"}) {
            programs.put(
                    name,
                    new delivery.admin.Main().commandLine().getSubcommands().get(name));
        }
        programs.put("verify", new CommandLine(new VerifyCommand()));
        programs.put("chaos", new CommandLine(new ChaosCommand()));
        programs.put("experiment", new CommandLine(new ExperimentCommand()));
        programs.put("simulate", new CommandLine(new delivery.simulation.Main()));
        programs.put("bench", bench());
        programs.put("completion", completion());
        programs.put("help", new CommandLine(new CommandLine.HelpCommand()));
        return programs;
    }

    /** The script's: it decides on the shards itself. {@code ScriptFlagsIT} holds them against it. */
    private static CommandLine consumers() {
        var spec = CommandSpec.create().mixinStandardHelpOptions(true);
        spec.usageMessage().description("One consumer process per open shard of the stream, each with its own log.");
        spec.addOption(OptionSpec.builder("--log-dir")
                .paramLabel("DIR")
                .type(String.class)
                .description("Where the folders of the runs are (default: logs).")
                .build());
        spec.addOption(OptionSpec.builder("--no-build")
                .description("Run the jars that are there.")
                .build());
        for (var option :
                new CommandLine(new delivery.consumer.Main()).getCommandSpec().options()) {
            if (!DECIDED_BY_THE_SCRIPT.contains(option.longestName())) {
                spec.addOption(OptionSpec.builder(option.names())
                        .paramLabel(option.paramLabel())
                        .arity(option.arity().toString())
                        .type(option.type())
                        .description(option.description())
                        .build());
            }
        }
        return new CommandLine(spec);
    }

    /** Whose names are in its script's head alone. */
    private static CommandLine bench() {
        var spec = CommandSpec.create().mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description(
                        "What putting, reading, ranking, starting and local-kinesis cost, beside the peers, in turns;"
                                + " writes lab/benchmarks/results/NAME.md.");
        spec.addOption(OptionSpec.builder("--rounds")
                .paramLabel("N")
                .type(Integer.class)
                .description("Turns of each (default: 3).")
                .build());
        spec.addOption(OptionSpec.builder("--seconds")
                .paramLabel("N")
                .type(Integer.class)
                .description("What a turn measures, where it is as long as one wants (default: 10).")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("NAME")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .completionCandidates(benchmarks())
                .description(
                        "What to measure (default: all but kinesis-soak): " + String.join(", ", benchmarks()) + ".")
                .build());
        return new CommandLine(spec);
    }

    private static List<String> benchmarks() {
        try (var lines = Files.lines(Started.ROOT.resolve("scripts/bench.sh"))) {
            return lines.filter(line -> line.matches("#   [a-z][a-z0-9-]*  .*"))
                    .map(line -> line.split(" +")[1])
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandLine completion() {
        var spec = CommandSpec.create().mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Prints what a shell has to read to complete: source <(./delivery completion bash).");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("SHELL")
                .type(String.class)
                .completionCandidates(List.of("bash", "zsh"))
                .description("bash or zsh.")
                .build());
        return new CommandLine(spec);
    }

    /** Not that of classes that are in no jar. */
    private static void nameVersions(CommandLine commandLine) {
        commandLine.getCommandSpec().versionProvider(null).version("Delivery Simulation");
        commandLine.getSubcommands().values().forEach(OneCommand::nameVersions);
    }
}
