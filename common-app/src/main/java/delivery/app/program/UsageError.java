package delivery.app.program;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one plain line: picocli's words, without what only programmers read. */
final class UsageError {
    private static final Pattern PREFIX = Pattern.compile("^(?i:error: *)+");
    /** Of a converter that did not say it in words; the class and message of what it threw follow. */
    private static final Pattern CONVERSION =
            Pattern.compile("cannot convert '(.*)' to (?:\\w+ )?(?:\\w+[.])*(\\w+) \\(.*\\)$", Pattern.DOTALL);

    private UsageError() {}

    static String line(ParameterException e) {
        var command = e.getCommandLine();
        if (e instanceof MissingParameterException
                && !command.getUnmatchedArguments().isEmpty()) {
            // A flag is missing, perhaps, because it is mistyped.
            return line(new UnmatchedArgumentException(command, command.getUnmatchedArguments()));
        }
        var message = PREFIX.matcher(e.getMessage()).replaceFirst("");
        var conversion = CONVERSION.matcher(message);
        if (conversion.find()) {
            message = message.substring(0, conversion.start()) + "'" + conversion.group(1) + "' is not a "
                    + conversion.group(2).toLowerCase(Locale.ROOT);
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            message += Meant.by(unmatched.getUnmatched().get(0), command.getCommandSpec())
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
        }
        return message + " (see '" + command.getCommandSpec().qualifiedName() + " --help')";
    }
}
