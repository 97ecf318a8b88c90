package delivery.ranking;

import org.HdrHistogram.Histogram;

/** Average and percentiles of how long something took. A duration below zero is two clocks that disagree. */
final class DurationFigures {
    /** As long as a stream commonly keeps its records; anything longer counts as this long. */
    static final long MAX_MILLIS = 7 * 24 * 3_600_000L;

    private final Histogram histogram = new Histogram(MAX_MILLIS, 3);
    private long sumMillis;
    private long skew;

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
}
