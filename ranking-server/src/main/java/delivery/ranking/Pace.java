package delivery.ranking;

import java.util.Arrays;

/**
 * How long a cell takes by the wall clock. The drivers' time scale is not on the stream, but their deliveries tell it:
 * the median of the last ones, so that one that was interrupted by a restart does not matter.
 */
final class Pace {
    /** One cell is one second of driving, until deliveries tell otherwise. */
    static final double REAL_TIME = 1_000;

    private static final int DELIVERIES = 31;

    private final double[] millisPerCell = new double[DELIVERIES];
    private int count;

    /** @param cells at least 1 */
    void add(long millis, int cells) {
        if (millis > 0) {
            millisPerCell[count++ % DELIVERIES] = (double) millis / cells;
        }
    }

    double millisPerCell() {
        if (count == 0) {
            return REAL_TIME;
        }
        var known = Arrays.copyOf(millisPerCell, Math.min(count, DELIVERIES));
        Arrays.sort(known);
        return known[known.length / 2];
    }
}
