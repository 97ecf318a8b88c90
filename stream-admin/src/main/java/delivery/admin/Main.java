package delivery.admin;

import delivery.admin.audit.Audit;
import delivery.admin.audit.WriteOff;
import delivery.admin.letters.LettersCommand;
import delivery.admin.plan.Plan;
import delivery.admin.stream.Create;
import delivery.admin.stream.Delete;
import delivery.admin.stream.Describe;
import delivery.admin.stream.Merge;
import delivery.admin.stream.Scale;
import delivery.admin.stream.Shards;
import delivery.admin.stream.Split;
import delivery.admin.stream.Wait;
import delivery.admin.tail.Tail;
import delivery.app.program.App;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "stream-admin",
        description =
                "Plans, creates, shows, reshapes and deletes the stream, looks into it, and reads the ranking's audit and"
                        + " dead letters.")
public final class Main extends App {
    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        main(new Main(), args);
    }

    @Override
    protected List<Class<?>> subcommands() {
        return List.of(
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
                LettersCommand.class);
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a subcommand: " + String.join(", ", spec.subcommands().keySet()));
    }
}
