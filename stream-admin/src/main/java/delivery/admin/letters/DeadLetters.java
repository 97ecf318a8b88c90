package delivery.admin.letters;

import delivery.admin.command.ProgramVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Shows the records that the ranking server rejected, and puts them on the stream again.",
        subcommands = {DeadLettersList.class, DeadLettersReplay.class})
public final class DeadLetters implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a subcommand: list, replay");
    }
}
