package delivery.localkinesis.scenario;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The numbered records of one run: {@code {"id":"v-RUN-N"}}, padded with blanks. */
public final class RecordNumbers {
    /** What any id looks like, of whichever run. */
    public static final Pattern ID = Pattern.compile("v-[0-9a-f]{8}-(0|[1-9][0-9]{0,17})");

    private static final int MOST_DIGITS = 18;

    private final String prefix;

    /** @param run eight hexadecimal digits */
    public RecordNumbers(String run) {
        if (!run.matches("[0-9a-f]{8}")) {
            throw new IllegalArgumentException("'" + run + "' is not eight hexadecimal digits");
        }
        prefix = "v-" + run + "-";
    }

    public String id(long number) {
        return prefix + number;
    }

    /** -1: it is not of this run, or no id at all. */
    public long number(String id) {
        // Without the pattern, since it is asked for each record.
        var digits = id.length() - prefix.length();
        if (!id.startsWith(prefix) || digits < 1 || digits > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = prefix.length(); i < id.length(); i++) {
            var digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9 || (digit == 0 && i == prefix.length() && digits > 1)) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** A record's data: one line of JSON text, in so many bytes, or as many as it takes. */
    public byte[] data(long number, int bytes) {
        var json = ("{\"id\":\"" + id(number) + "\"}").getBytes(StandardCharsets.UTF_8);
        var data = Arrays.copyOf(json, Math.max(json.length, bytes));
        Arrays.fill(data, json.length, data.length, (byte) ' ');
        return data;
    }
}
