package delivery.ranking;

import delivery.model.Region;
import java.util.Arrays;
import java.util.List;

/**
 * Orders per pick-up region over the last {@code window} whole seconds, the present one included; exact, in event
 * time. A ring of one-second buckets: time moves on by taking the oldest bucket out. Time never moves back, whatever
 * the clock does.
 */
final class SlidingRegions {
    /** Seconds that an event may be ahead of our clock; it counts when its second has come. */
    static final int AHEAD_SECONDS = 5;

    private final int window;
    /** A bucket is made when its first event comes, and used again each time the ring comes round. */
    private final int[][] buckets;

    private final int[] orders = new int[Region.COUNT];
    private long now;
    private long late;
    private long ahead;

    SlidingRegions(int windowSeconds, long nowMillis) {
        window = windowSeconds;
        buckets = new int[windowSeconds + AHEAD_SECONDS][];
        now = Math.floorDiv(nowMillis, 1_000L);
    }

    void advanceTo(long nowMillis) {
        var second = Math.floorDiv(nowMillis, 1_000L);
        if (second - now >= buckets.length) {
            forgetAll();
            now = second;
        }
        while (now < second) {
            now++;
            takeOut(now - window);
            putIn(now);
        }
    }

    /** Every order lands in exactly one place: a bucket, {@link #late()} or {@link #ahead()}. */
    void count(int region, long atMillis) {
        var second = Math.floorDiv(atMillis, 1_000L);
        if (second <= now - window) {
            late++;
        } else if (second > now + AHEAD_SECONDS) {
            ahead++;
        } else {
            var slot = slot(second);
            if (buckets[slot] == null) {
                buckets[slot] = new int[Region.COUNT];
            }
            buckets[slot][region]++;
            if (second <= now) {
                orders[region]++;
            }
        }
    }

    List<Integer> top() {
        return TopTen.of(Region.COUNT, region -> orders[region]);
    }

    int orders(int region) {
        return orders[region];
    }

    int[] orders() {
        return orders.clone();
    }

    int windowSeconds() {
        return window;
    }

    /** Orders that came when their second had left the window already: in the totals, not here. */
    long late() {
        return late;
    }

    /** Orders from further in the future than a clock may be off: in the totals, not here. */
    long ahead() {
        return ahead;
    }

    private void forgetAll() {
        Arrays.fill(orders, 0);
        for (var bucket : buckets) {
            if (bucket != null) {
                Arrays.fill(bucket, 0);
            }
        }
    }

    /** The slot then stands for the second that has just come within reach, {@code AHEAD_SECONDS} from now. */
    private void takeOut(long second) {
        var bucket = buckets[slot(second)];
        if (bucket != null) {
            for (var region = 0; region < bucket.length; region++) {
                orders[region] -= bucket[region];
            }
            Arrays.fill(bucket, 0);
        }
    }

    private void putIn(long second) {
        var bucket = buckets[slot(second)];
        if (bucket != null) {
            for (var region = 0; region < bucket.length; region++) {
                orders[region] += bucket[region];
            }
        }
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) buckets.length);
    }
}
