package delivery.lab.verify.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One page that needs nothing else: what was put, accepted and lost over time, beside what happened. */
public final class PageReport {
    private PageReport() {}

    public static String of(VerifyReport report) {
        var body = new StringBuilder();
        body.append("<h1>Does it lose records?</h1>\n<p class=command><code>")
                .append(text(report.commandLine()))
                .append("</code></p>\n<p>")
                .append(report.begun().toString(), 0, 19)
                .append("Z, seed ")
                .append(report.seed())
                .append(", ")
                .append(report.took().toSeconds())
                .append(" s</p>\n");
        table(body, report);
        report.outcomes().stream().filter(outcome -> outcome.verdict() != null).forEach(outcome -> one(body, outcome));
        return frame().replace("BODY", body);
    }

    private static void table(StringBuilder body, VerifyReport report) {
        body.append(
                "<table>\n<tr><th>scenario<th>verdict<th>put<th>accepted<th>lost<th>doubled<th>explained<th>out of order<th>before parents"
                        + "<th>first&nbsp;s<th>caught&nbsp;up&nbsp;s<th>reads<th>refused\n");
        for (var outcome : report.outcomes()) {
            var verdict = outcome.verdict();
            body.append("<tr><td><a href=\"#")
                    .append(outcome.scenario().name())
                    .append("\">")
                    .append(outcome.scenario().name())
                    .append("</a><td class=\"")
                    .append(style(outcome.word()))
                    .append("\">")
                    .append(outcome.word());
            if (verdict != null) {
                cells(
                        body,
                        verdict.put(),
                        verdict.accepted(),
                        verdict.lost(),
                        verdict.doubled(),
                        verdict.doubled() - verdict.unexplained(),
                        verdict.outOfOrder(),
                        verdict.beforeParents(),
                        seconds(verdict.firstRecord()),
                        seconds(verdict.caughtUp()),
                        outcome.calls().reads(),
                        outcome.calls().readsRefused() + outcome.calls().listsRefused());
            }
            body.append('\n');
        }
        body.append("</table>\n");
    }

    private static void cells(StringBuilder body, Object... values) {
        for (var value : values) {
            body.append("<td class=n>").append(value);
        }
    }

    private static void one(StringBuilder body, ScenarioOutcome outcome) {
        body.append("<section id=\"")
                .append(outcome.scenario().name())
                .append("\">\n<h2>")
                .append(outcome.scenario().name())
                .append(" <span class=\"")
                .append(style(outcome.word()))
                .append("\">")
                .append(outcome.word())
                .append("</span></h2>\n<p>")
                .append(text(outcome.scenario().reason()))
                .append("</p>\n<p>")
                .append(text(outcome.verdict().toString()))
                .append("</p>\n");
        if (!outcome.lines().isEmpty()) {
            body.append("<ul>\n");
            outcome.lines()
                    .forEach(line -> body.append("<li>").append(text(line)).append('\n'));
            body.append("</ul>\n");
        }
        body.append(TimelineDrawing.of(outcome.verdict()));
        body.append("</section>\n");
    }

    private static String style(Word word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    static String seconds(Duration time) {
        return time == null ? "–" : String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }

    static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String frame() {
        try (var in = PageReport.class.getResourceAsStream("page.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
