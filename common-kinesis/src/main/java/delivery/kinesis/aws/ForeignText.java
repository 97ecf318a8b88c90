package delivery.kinesis.aws;

import org.jspecify.annotations.Nullable;

/** What a service, or a library, has said of a failure, as one short line for people. */
final class ForeignText {
    private static final int MOST = 300;

    private ForeignText() {}

    /** Without what only machines and logs of the service want, and without anything that a terminal would obey. */
    static String of(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no more was said";
        }
        var line = text.replaceFirst("\\(Service: .*", "")
                .replaceFirst("\\(SDK Attempt Count: \\d+\\)", "")
                .replaceFirst("^Unable to execute HTTP request: ", "")
                .replaceAll("[\\s\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ")
                .strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
    }
}
