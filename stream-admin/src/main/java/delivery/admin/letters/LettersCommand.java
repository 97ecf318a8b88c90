package delivery.admin.letters;

import delivery.admin.command.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

@Command(
        name = "dead-letters",
        description = "Shows the records that the ranking server rejected, and puts them on the stream again.",
        subcommands = {DeadLettersList.class, DeadLettersReplay.class})
public final class LettersCommand extends Subcommand implements Runnable {
    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "name a subcommand: list, replay");
    }
}
