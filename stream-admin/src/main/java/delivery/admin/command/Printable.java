package delivery.admin.command;

import java.util.Locale;

/** What others wrote, fit for a terminal: anything but printable ASCII is escaped. */
public final class Printable {
    private Printable() {}

    /** A backslash is doubled, a byte that is not printable is {@code \x1b}. */
    public static String bytes(byte[] bytes, int max) {
        var text = new StringBuilder();
        for (var i = 0; i < Math.min(bytes.length, max); i++) {
            var each = bytes[i] & 0xFF;
            text.append(each == '\\' ? "\\\\" : isPrintable(each) ? "" + (char) each : format("\\x%02x", each));
        }
        return text.append(bytes.length > max ? "..." : "").toString();
    }

    /** A character that is not printable is {@code \}{@code u001b}. */
    public static String text(String given) {
        var text = new StringBuilder();
        given.chars().forEach(each -> text.append(isPrintable(each) ? "" + (char) each : format("\\u%04x", each)));
        return text.toString();
    }

    private static boolean isPrintable(int character) {
        return character >= ' ' && character <= '~';
    }

    private static String format(String form, int value) {
        return String.format(Locale.ROOT, form, value);
    }
}
