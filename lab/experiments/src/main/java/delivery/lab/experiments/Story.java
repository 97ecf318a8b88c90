package delivery.lab.experiments;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What an experiment tells: what happened, when, and which claims held. */
final class Story {
    private final PrintStream out;
    private final long begin = System.nanoTime();
    private int failures;

    Story(PrintStream out) {
        this.out = out;
    }

    /** What is going to be tried. */
    void title(String text) {
        out.println(text);
    }

    void say(String format, Object... values) {
        out.printf(
                Locale.ROOT,
                "%6.1f s  %s%n",
                Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3,
                String.format(Locale.ROOT, format, values));
    }

    void claim(boolean holds, String format, Object... values) {
        out.println((holds ? "      ok  " : "  FAILED  ") + String.format(Locale.ROOT, format, values));
        failures += holds ? 0 : 1;
    }

    /** A line of a table. */
    void row(String format, Object... cells) {
        out.println(String.format(Locale.ROOT, format, cells));
    }

    boolean isTrue() {
        return failures == 0;
    }

    int failures() {
        return failures;
    }
}
