package delivery.app.program;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Flags from the environment, by one rule: what {@code --http-port} says, {@code DELIVERY_HTTP_PORT} says too. The flag wins
 * over its variable, the variable over the default; one that is set to nothing is not set. Switches have none: what changes
 * or risks something ({@code --yes}, {@code --takeover}) is said where one sees it. Nor have flags of which one excludes
 * the other.
 */
final class Variables implements IDefaultValueProvider {
    private final Map<String, String> environment;
    /** Flag to variable, of those that are set. */
    private final Map<String, String> set = new TreeMap<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec flag) {
        if (!(flag instanceof OptionSpec option) || option.arity().max() == 0 || option.group() != null) {
            return null;
        }
        var name = option.longestName();
        var variable = variable(name);
        var value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return null;
        }
        set.put(name, variable);
        return value;
    }

    private static String variable(String flag) {
        return "DELIVERY_" + flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * The message, and which variables said what it is about.
     *
     * @param given the command line; null if it could not be read
     */
    String explain(String message, @Nullable ParseResult given) {
        var explained = new StringBuilder(message);
        set.forEach((flag, variable) -> {
            var isNamed = message.matches("(?s)(.*[^a-z-])?" + flag + "([^a-z-].*)?");
            if (isNamed && (given == null || !given.hasMatchedOption(flag))) {
                explained
                        .append(" (")
                        .append(flag)
                        .append(" is from ")
                        .append(variable)
                        .append(')');
            }
        });
        return explained.toString();
    }
}
