package delivery.admin.command;

import delivery.app.AppException;
import delivery.app.Waiter;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --yes}, of every command that changes what cannot be changed back: without it a person is asked. */
public final class YesOption {
    private static final Set<String> ANSWERS = Set.of("yes", "y");

    @Option(names = "--yes", description = "Do not ask. Needed where there is no terminal to ask at.")
    private boolean yes;

    /**
     * Returns if it may be done.
     *
     * @param command that asks
     * @param question worked out only if there is somebody to ask
     * @param change what would be done, for {@code give --yes if ...}
     * @param notDone what is said if the answer is no
     * @throws AppException if there is no terminal to ask at (exit code 2), or the answer is not yes (1)
     */
    public void confirm(String command, Supplier<String> question, String change, String notDone, Waiter waiter) {
        if (yes) {
            return;
        }
        var prompt = Prompt.find()
                .orElseThrow(() -> AppException.usage(
                        command + " asks first, and here is no terminal to ask at: give --yes if " + change));
        var answer = prompt.ask(question.get() + " [yes/no] ", waiter);
        if (!answer.filter(ANSWERS::contains).isPresent()) {
            throw AppException.failed(notDone + ": the answer was not yes");
        }
    }
}
