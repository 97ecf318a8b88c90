package delivery.ranking.state;

import delivery.bytes.Fields;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Average and percentiles of how long something took. A duration below zero is two clocks that disagree. */
public final class DurationFigures {
    /** As long as a stream commonly keeps its records; anything longer counts as this long. */
    static final long MAX_MILLIS = 7 * 24 * 3_600_000L;

    private final Histogram histogram;
    private long sumMillis;
    private long skew;

    public DurationFigures() {
        this(new Histogram(MAX_MILLIS, 3));
    }

    private DurationFigures(Histogram histogram) {
        this.histogram = histogram;
    }

    void add(long millis) {
        if (millis < 0) {
            skew++;
        }
        var counted = Math.max(0, Math.min(MAX_MILLIS, millis));
        histogram.recordValue(counted);
        sumMillis += counted;
    }

    /** Seconds to the millisecond; 0 while there is nothing to average. */
    double averageSeconds() {
        var count = histogram.getTotalCount();
        return count == 0 ? 0 : Math.round((double) sumMillis / count) / 1_000.0;
    }

    /** Of all durations; those below zero are zero. */
    long sumMillis() {
        return sumMillis;
    }

    RankingPicture.Durations picture() {
        return new RankingPicture.Durations(averageSeconds(), percentiles(), sumMillis);
    }

    RankingPicture.Percentiles percentiles() {
        return new RankingPicture.Percentiles(seconds(50), seconds(95), seconds(99));
    }

    /** To three digits, the rest cut off. */
    private double seconds(double percentile) {
        return histogram.lowestEquivalentValue(histogram.getValueAtPercentile(percentile)) / 1_000.0;
    }

    /** Durations below zero; they count as zero. */
    long skew() {
        return skew;
    }

    DurationFigures copy() {
        var copy = new DurationFigures(histogram.copy());
        copy.sumMillis = sumMillis;
        copy.skew = skew;
        return copy;
    }

    private record Counted(long millis, long count) {
        static Counted describe(Fields<Counted> f) {
            return new Counted(f.i64(Counted::millis), f.i64(Counted::count));
        }
    }

    private List<Counted> counts() {
        var counts = new ArrayList<Counted>();
        for (var value : histogram.recordedValues()) {
            counts.add(new Counted(value.getValueIteratedTo(), value.getCountAtValueIteratedTo()));
        }
        return counts;
    }

    /** As bytes. */
    public static DurationFigures describe(Fields<DurationFigures> f) {
        var figures = new DurationFigures();
        figures.sumMillis = f.i64(each -> each.sumMillis);
        figures.skew = f.i64(each -> each.skew);
        f.list(DurationFigures::counts, Counted::describe)
                .forEach(each -> figures.histogram.recordValueWithCount(Math.min(MAX_MILLIS, each.millis), each.count));
        return figures;
    }
}
