package delivery.app.program;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What somebody who mistyped a flag or a subcommand perhaps meant: the one that is the fewest letters away. */
final class Meant {
    private static final int LETTERS = 2;

    private Meant() {}

    static Optional<String> by(String given, CommandSpec command) {
        var word = given.replaceFirst("=.*", "");
        var names = word.startsWith("-")
                ? command.options().stream().filter(option -> !option.hidden()).map(OptionSpec::longestName)
                : command.subcommands().keySet().stream();
        return nearest(word, names);
    }

    private static Optional<String> nearest(String word, Stream<String> names) {
        // A short word is no more than that away from anything.
        return names.filter(name -> distance(word, name) <= Math.min(LETTERS, word.length() / 2))
                .min(Comparator.comparingInt(name -> distance(word, name)));
    }

    /** How many letters have to be put in, taken out or changed (Levenshtein). */
    private static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= from.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
