package delivery.ranking.state;

import delivery.model.Region;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Random;

/**
 * {@code <regions>}: nanoseconds of one thread for an order that is counted, for one that leaves the window, and for reading the ten busiest. The
 * city's map has 900 regions; of any other number only the ten are read. No test: delivery bench top10 runs it.
 */
final class TopTenSpeed {
    private static final int WINDOW = 600;
    private static final int ORDERS_A_SECOND = 5_000;
    private static final long PASSES_OVER = 200_000_000;

    private TopTenSpeed() {}

    public static void main(String[] args) {
        var regions = Integer.parseInt(args[0]);
        var orders = new long[regions];
        new Random(1).longs(10L * regions, 0, regions).forEach(region -> orders[(int) region]++);
        for (var warmUp = 0; warmUp < 3; warmUp++) {
            read(orders);
        }
        System.out.printf(Locale.ROOT, "%.1f %.0f%n", regions == Region.COUNT ? counted() : Double.NaN, read(orders));
    }

    /** And out of the window again. */
    private static double counted() {
        var random = new Random(2);
        var nanos = 0L;
        var regions = new SlidingRegions(WINDOW, 0, SlidingRegions.Image.EMPTY);
        for (var second = 0; second < 4 * WINDOW; second++) {
            var of = random.ints(ORDERS_A_SECOND, 0, Region.COUNT).toArray();
            var from = cpuNanos();
            regions.advanceTo(second * 1_000L);
            for (var region : of) {
                regions.count(region, second * 1_000L, second * 1_000L);
            }
            nanos += second < 2 * WINDOW ? 0 : cpuNanos() - from;
        }
        return nanos / (2.0 * WINDOW * ORDERS_A_SECOND);
    }

    private static double read(long... orders) {
        var passes = (int) Math.max(3, PASSES_OVER / orders.length);
        var found = 0;
        var from = cpuNanos();
        for (var pass = 0; pass < passes; pass++) {
            orders[pass % orders.length]++;
            found += TopTen.of(orders.length, region -> orders[region]).get(0);
        }
        var nanos = cpuNanos() - from;
        if (found < 0) {
            throw new IllegalStateException("none found");
        }
        return (double) nanos / passes;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
