package delivery.app.program;

/**
 * What is shown on a terminal or written to a log never steers it: whoever names a stream, or answers a call, must not
 * be able to colour, hide, reorder or forge lines. The one place where characters are looked at for that.
 */
public final class Plain {
    private static final char INSTEAD = '?';

    private Plain() {}

    /** The text on one line: its lines, stripped, one after the other, and nothing that is not to be seen. */
    public static String line(String text) {
        var line = new StringBuilder(text.length());
        text.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .forEach(part -> line.append(line.isEmpty() ? "" : " ").append(part));
        return text(line.toString().replace('\t', ' '));
    }

    /** The text with each control character replaced, but for line feeds and tabs. */
    public static String text(String text) {
        var firstBad = 0;
        while (firstBad < text.length() && isPlain(text.charAt(firstBad))) {
            firstBad++;
        }
        if (firstBad == text.length()) {
            return text;
        }
        var plain = text.toCharArray();
        for (var i = firstBad; i < plain.length; i++) {
            var lineEnd = plain[i] == '\r' && i + 1 < plain.length && plain[i + 1] == '\n';
            if (!isPlain(plain[i]) && !lineEnd) {
                plain[i] = INSTEAD;
            }
        }
        return new String(plain);
    }

    static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            // Marks and overrides of the writing direction, and what has no width.
            case Character.FORMAT -> c == '\u00ad';
            default -> true;
        };
    }
}
