package delivery.admin.command;

import delivery.app.Threads;
import delivery.app.Waiter;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where a person can be asked. */
public record Prompt(Console console) {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Empty if standard input and output are not both a terminal. */
    public static Optional<Prompt> find() {
        var console = System.console();
        return console == null || !isTerminal(console) ? Optional.empty() : Optional.of(new Prompt(console));
    }

    /** From Java 22 on there is a console without a terminal too, and a method of it that tells; before, there is neither. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** The answer in small letters; empty if the terminal is closed, or the program told to stop before. */
    public Optional<String> ask(String question, Waiter waiter) {
        console.writer().print(question);
        console.flush();
        var answer = new CompletableFuture<Optional<String>>();
        // Nothing ends a read from a terminal but the person, or the end of the program.
        var thread = Threads.make("answer", () -> answer.complete(Optional.ofNullable(console.readLine())));
        thread.setDaemon(true);
        thread.start();
        while (!answer.isDone() && waiter.await(BETWEEN_LOOKS)) {
            // asked
        }
        return answer.getNow(Optional.empty()).map(line -> line.strip().toLowerCase(Locale.ROOT));
    }
}
