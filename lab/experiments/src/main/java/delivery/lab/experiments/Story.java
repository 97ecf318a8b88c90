package delivery.lab.experiments;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an experiment tells: what happened, when, and which claims held. */
final class Story {
    private final PrintStream out;
    private final long begin = System.nanoTime();
    private final List<Said> said = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();

    /** @param second since the beginning */
    record Said(double second, String text) {}

    record Claim(boolean holds, String claim) {}

    Story(PrintStream out) {
        this.out = out;
    }

    /** Only its {@link #facts} are of interest. */
    static Story untold() {
        return new Story(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    /** What is going to be tried. */
    void title(String text) {
        out.println(text);
    }

    void say(String format, Object... values) {
        var second = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
        var text = String.format(Locale.ROOT, format, values);
        said.add(new Said(second, text));
        out.printf(Locale.ROOT, "%6.1f s  %s%n", second, text);
    }

    void claim(boolean holds, String format, Object... values) {
        var claim = String.format(Locale.ROOT, format, values);
        claims.add(new Claim(holds, claim));
        out.println((holds ? "      ok  " : "  FAILED  ") + claim);
    }

    /** A line of a table. */
    void row(String format, Object... cells) {
        var row = String.format(Locale.ROOT, format, cells);
        rows.add(row);
        out.println(row);
    }

    boolean isTrue() {
        return failures() == 0;
    }

    long failures() {
        return claims.stream().filter(claim -> !claim.holds()).count();
    }

    /** For machines; in the order told. */
    Map<String, Object> facts(String experiment) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("experiment", experiment);
        facts.put("holds", isTrue());
        facts.put("claims", claims);
        facts.put("rows", rows);
        facts.put("said", said);
        return facts;
    }
}
