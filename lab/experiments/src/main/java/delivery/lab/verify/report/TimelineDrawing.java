package delivery.lab.verify.report;

import delivery.localkinesis.scenario.Happening;
import delivery.localkinesis.scenario.ScenarioVerdict;
import delivery.localkinesis.scenario.Timeline;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** The timeline of a scenario as SVG: a band for what happened, a line for what was put, bars for accepted and lost. */
final class TimelineDrawing {
    private static final int WIDTH = 960;
    private static final int PLOT = 180;
    private static final int LEFT = 56;
    private static final int ROW = 16;
    private static final int BELOW = 22;
    private static final int MOST_ROWS = 12;

    private final Timeline timeline;
    private final ScenarioVerdict verdict;
    private final int rows;
    private final double stepWidth;
    private final int most;
    private final StringBuilder svg = new StringBuilder();

    private TimelineDrawing(ScenarioVerdict verdict) {
        this.verdict = verdict;
        timeline = verdict.timeline();
        rows = Math.min(MOST_ROWS, verdict.happenings().size());
        stepWidth = (double) (WIDTH - LEFT) / timeline.put().length;
        most = IntStream.concat(Arrays.stream(timeline.put()), Arrays.stream(timeline.accepted()))
                .max()
                .orElse(1);
    }

    static String of(ScenarioVerdict verdict) {
        return new TimelineDrawing(verdict).draw();
    }

    private String draw() {
        var height = rows * ROW + PLOT + BELOW;
        put(
                "<svg viewBox=\"0 0 %d %d\" role=img aria-label=\"%s\">%n",
                WIDTH, height, PageReport.text(verdict.toString()));
        for (int i = 0; i < rows; i++) {
            happening(verdict.happenings().get(i), i);
        }
        for (int i = 0; i < timeline.put().length; i++) {
            bar("accepted", i, timeline.accepted()[i]);
            bar("lost", i, timeline.lost()[i]);
        }
        put("<polyline class=put points=\"");
        for (int i = 0; i < timeline.put().length; i++) {
            put("%.1f,%.1f %.1f,%.1f ", x(i), y(timeline.put()[i]), x(i + 1), y(timeline.put()[i]));
        }
        put("\"/>%n");
        axes();
        put("</svg>%n<p class=key><i class=put></i>put <i class=accepted></i>accepted <i class=lost></i>put then, and"
                + " never accepted</p>%n");
        return svg.toString();
    }

    private void happening(Happening happening, int row) {
        var from = x(happening.from());
        var to = happening.to() == null ? WIDTH : Math.max(from + 2, x(happening.to()));
        put("<rect class=band x=%.1f y=0 width=%.1f height=%d></rect>", from, to - from, rows * ROW + PLOT);
        var right = from > WIDTH / 2.0;
        put(
                "<text class=what x=%.1f y=%d text-anchor=%s>%s</text>%n",
                right ? Math.min(to, WIDTH) - 2 : from + 3,
                row * ROW + 12,
                right ? "end" : "start",
                PageReport.text(happening.what()));
    }

    private void bar(String style, int step, int records) {
        if (records > 0) {
            put(
                    "<rect class=%s x=%.1f y=%.1f width=%.1f height=%.1f></rect>%n",
                    style, x(step), y(records), stepWidth, rows * ROW + PLOT - y(records));
        }
    }

    private void axes() {
        var ground = rows * ROW + PLOT;
        var perSecond = most / (timeline.step().toMillis() / 1_000.0);
        put("<line class=axis x1=%d y1=%d x2=%d y2=%d></line>", LEFT, ground, WIDTH, ground);
        put("<text x=%d y=%d text-anchor=end>%.0f/s</text>", LEFT - 4, rows * ROW + 12, perSecond);
        put("<text x=%d y=%d text-anchor=end>0</text>%n", LEFT - 4, ground);
        var end = timeline.step().multipliedBy(timeline.put().length).toSeconds();
        var every = end > 40 ? 10 : 5;
        for (int second = 0; second <= end; second += every) {
            put("<text x=%.1f y=%d>%d s</text>", x(Duration.ofSeconds(second)), ground + 16, second);
        }
    }

    private double x(double step) {
        return LEFT + step * stepWidth;
    }

    private double x(Duration at) {
        return x((double) at.toMillis() / timeline.step().toMillis());
    }

    private double y(int records) {
        return rows * ROW + PLOT - (double) records / most * (PLOT - 8);
    }

    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
