package delivery.lab.verify.report;

import java.time.Duration;
import java.util.Locale;

/** A table for people, and what is wrong below it. */
public final class TextReport {
    private static final String ROW = "%-17s %-14s %8s %8s %6s %8s %6s %7s %8s %7s %7s %8s %5s";

    private TextReport() {}

    public static String of(VerifyReport report) {
        var text = new StringBuilder();
        line(
                text,
                ROW,
                "scenario",
                "verdict",
                "put",
                "accepted",
                "lost",
                "doubled",
                "order",
                "parents",
                "first s",
                "again s",
                "reads",
                "refused",
                "s");
        report.outcomes().forEach(outcome -> row(text, outcome));
        report.outcomes()
                .forEach(outcome -> outcome.lines()
                        .forEach(line -> line(text, "%s: %s", outcome.scenario().name(), line)));
        line(text, "%s", sum(report));
        return text.toString();
    }

    private static String sum(VerifyReport report) {
        var words = new StringBuilder();
        for (var word : Word.values()) {
            if (report.count(word) > 0) {
                words.append(words.length() == 0 ? "" : ", ")
                        .append(report.count(word))
                        .append(' ')
                        .append(word);
            }
        }
        var judging = report.outcomes().stream()
                .mapToDouble(outcome -> outcome.cost().judgingShare())
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "seed %d, %d s: %s; listening and judging took %.1f%% of a core at most",
                report.seed(),
                report.took().toSeconds(),
                words,
                100 * judging);
    }

    private static void row(StringBuilder text, ScenarioOutcome outcome) {
        var verdict = outcome.verdict();
        if (verdict == null) {
            line(text, ROW, outcome.scenario(), outcome.word(), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
            return;
        }
        var calls = outcome.calls();
        line(
                text,
                ROW,
                outcome.scenario(),
                outcome.word(),
                verdict.put(),
                verdict.accepted(),
                verdict.lost(),
                verdict.doubled(),
                verdict.outOfOrder(),
                verdict.beforeParents(),
                seconds(verdict.firstRecord()),
                seconds(verdict.caughtUp()),
                calls.reads(),
                calls.readsRefused() + calls.listsRefused(),
                outcome.cost().time().toSeconds());
    }

    private static String seconds(Duration time) {
        return time == null ? "-" : String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
