package delivery.bench.compare;

import java.util.Arrays;
import java.util.Locale;

/** Figures in as many digits as a noisy machine knows. */
public final class Digits {
    private static final double WHOLE_FROM = 100;
    private static final double ONE_DIGIT_FROM = 10;
    private static final double TWO_DIGITS_FROM = 0.1;

    private Digits() {}

    /** {@code -} for {@code NaN}. */
    public static String words(double value) {
        var size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value == 0) {
            return "0";
        }
        if (size >= WHOLE_FROM) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        var digits = size >= ONE_DIGIT_FROM ? 1 : size >= TWO_DIGITS_FROM ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** The median, and the least to the most if there are several. */
    static String span(double... values) {
        var sorted = sorted(values);
        if (sorted.length == 0) {
            return "-";
        }
        var median = words(median(sorted));
        return sorted.length == 1
                ? median
                : median + " (" + words(sorted[0]) + " to " + words(sorted[sorted.length - 1]) + ")";
    }

    /** {@code NaN} of none. */
    public static double median(double... values) {
        var sorted = sorted(values);
        var middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(double... values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
    }
}
