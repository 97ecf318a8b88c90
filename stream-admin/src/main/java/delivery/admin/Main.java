package delivery.admin;

import delivery.app.App;
import delivery.app.StopSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "stream-admin",
        description =
                "Plans, creates, shows, reshapes and deletes the stream, looks into it, and reads the ranking's audit and"
                        + " dead letters.",
        subcommands = {
            Create.class,
            Describe.class,
            Shards.class,
            Split.class,
            Merge.class,
            Scale.class,
            Wait.class,
            Delete.class,
            Plan.class,
            Tail.class,
            Audit.class,
            WriteOff.class,
            DeadLetters.class
        })
public final class Main extends App {
    /** Progress, on stderr. */
    static final Logger LOG = LoggerFactory.getLogger("delivery.admin");

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        main(new Main(), args);
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "name a subcommand: " + String.join(", ", names(spec.commandLine())));
    }

    StopSignal stop() {
        return stopSignal();
    }

    private static Iterable<String> names(CommandLine commandLine) {
        return commandLine.getSubcommands().keySet();
    }
}
