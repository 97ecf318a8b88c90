package delivery.localkinesis.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a request has to look like, as the service model says.
 *
 * @param name as on the wire
 * @param path as AWS's messages spell it
 * @param structure the model's name of a structure, else null
 * @param min of a number, or of the characters, bytes or elements
 * @param values of an enumeration; null: any
 * @param pattern null: any
 * @param form whether a text is of the pattern
 * @param members what is inside: a structure's members by name, a list's {@code member}, a map's {@code key} and
 *     {@code value}
 */
record Shape(
        String name,
        String path,
        boolean required,
        Kind kind,
        @Nullable String structure,
        long min,
        long max,
        @Nullable List<String> values,
        @Nullable String pattern,
        Predicate<String> form,
        Map<String, Shape> members) {

    private static final String NAME = "[a-zA-Z0-9_.-]+";
    private static final Pattern DECIMAL = Pattern.compile("0\\|\\(\\[1-9]\\\\d\\{0,(\\d+)}\\)");

    /** Spelt as AWS's messages name the class they want. */
    enum Kind {
        STRING("String"),
        INTEGER("Integer"),
        BOOLEAN("Boolean"),
        TIMESTAMP("milliseconds since epoch"),
        BLOB("Blob"),
        LIST("list"),
        MAP("map"),
        STRUCTURE("structure");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** One line of the table without its indentation; {@link #members} are to be put in. */
    static Shape parse(String line) {
        var tilde = line.indexOf(" ~");
        var pattern = tilde < 0 ? null : line.substring(tilde + 2);
        var words = (tilde < 0 ? line : line.substring(0, tilde)).split(" ");
        var required = words[0].endsWith("!");
        var name = required ? words[0].substring(0, words[0].length() - 1) : words[0];
        String structure = null;
        var min = Long.MIN_VALUE;
        var max = Long.MAX_VALUE;
        List<String> values = null;
        for (int i = 2; i < words.length; i++) {
            var dots = words[i].indexOf("..");
            if (words[i].startsWith("=")) {
                values = List.of(words[i].substring(1).split("\\|"));
            } else if (dots >= 0) {
                min = dots == 0 ? min : Long.parseLong(words[i].substring(0, dots));
                max = dots + 2 == words[i].length() ? max : Long.parseLong(words[i].substring(dots + 2));
            } else {
                structure = words[i];
            }
        }
        return new Shape(
                name,
                Character.toLowerCase(name.charAt(0)) + name.substring(1),
                required,
                Kind.valueOf(words[1].toUpperCase(Locale.ROOT)),
                structure,
                min,
                max,
                values,
                pattern,
                form(pattern),
                new LinkedHashMap<>());
    }

    /** Null if it has none of that name. */
    @Nullable
    Shape member(String member) {
        return members.get(member);
    }

    /** One that it has. */
    Shape inner(String member) {
        return Objects.requireNonNull(members.get(member), member);
    }

    /** Of a list. */
    Shape element() {
        return inner("member");
    }

    /** What every put is asked for is looked at character by character, which is cheaper than an expression. */
    private static Predicate<String> form(@Nullable String pattern) {
        if (pattern == null) {
            return text -> true;
        }
        if (pattern.equals(NAME)) {
            return Shape::isName;
        }
        var decimal = DECIMAL.matcher(pattern);
        if (decimal.matches()) {
            var digits = Integer.parseInt(decimal.group(1)) + 1;
            return text -> isDecimal(text, digits);
        }
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if ((c < 'a' || c > 'z')
                    && (c < 'A' || c > 'Z')
                    && (c < '0' || c > '9')
                    && c != '_'
                    && c != '.'
                    && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isDecimal(String text, int mostDigits) {
        if (text.isEmpty() || text.length() > mostDigits || (text.charAt(0) == '0' && text.length() > 1)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
