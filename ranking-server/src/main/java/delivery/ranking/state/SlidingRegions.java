package delivery.ranking.state;

import delivery.model.Region;
import delivery.ranking.city.City;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Orders per pick-up region over the last {@code window} whole seconds, the present one included; exact, in event
 * time. A ring of one-second buckets: time moves on by taking the oldest bucket out, and back only if it is told that
 * the clock had been wrong.
 */
public final class SlidingRegions {
    private final int window;
    /** A bucket is made when its first event comes, and used again each time the ring comes round. */
    private final int[][] buckets;
    /** Buckets that a frozen image looks at too: they are not written to any more. */
    private final BitSet shared;

    private final int[] orders = new int[Region.COUNT];
    private long now;
    private long late;
    private long ahead;

    /**
     * As they were at one moment.
     *
     * @param seconds ascending
     * @param orders of each of those seconds by region; not to be changed
     */
    public record Image(long[] seconds, int[][] orders, long late, long ahead) {
        static final Image EMPTY = new Image(new long[0], new int[0][], 0, 0);
    }

    SlidingRegions(int windowSeconds, long nowMillis, Image image) {
        window = windowSeconds;
        buckets = new int[windowSeconds + City.AHEAD_SECONDS][];
        shared = new BitSet(buckets.length);
        now = Math.floorDiv(nowMillis, 1_000L);
        late = image.late();
        ahead = image.ahead();
        for (var i = 0; i < image.seconds().length; i++) {
            take(image.seconds()[i], image.orders()[i]);
        }
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

    /** A clock had been wrong. What is further ahead than an order may be goes; what had left the window is gone. */
    void setBackTo(long nowMillis) {
        var kept = freeze();
        forgetAll();
        now = Math.floorDiv(nowMillis, 1_000L);
        for (var i = 0; i < kept.seconds().length; i++) {
            take(kept.seconds()[i], kept.orders()[i]);
        }
    }

    private void take(long second, int[] regions) {
        if (second > now - window && second <= now + City.AHEAD_SECONDS) {
            buckets[slot(second)] = regions.clone();
            shared.clear(slot(second));
            if (second <= now) {
                putIn(second);
            }
        }
    }

    /**
     * Every order is in time, {@link #late()} or {@link #ahead()}: by its arrival on the stream, so that reading the
     * stream again says the same. One in time that is read after its second has left the window is not ranked any more.
     */
    void count(int region, long atMillis, long arrivedAtMillis) {
        var second = Math.floorDiv(atMillis, 1_000L);
        var arrived = Math.floorDiv(arrivedAtMillis, 1_000L);
        if (second <= arrived - window) {
            late++;
        } else if (second > Math.min(arrived, now) + City.AHEAD_SECONDS) {
            ahead++;
        } else if (second > now - window) {
            bucket(slot(second))[region]++;
            if (second <= now) {
                orders[region]++;
            }
        }
    }

    private int[] bucket(int slot) {
        if (buckets[slot] == null) {
            buckets[slot] = new int[Region.COUNT];
        } else if (shared.get(slot)) {
            buckets[slot] = buckets[slot].clone();
        }
        shared.clear(slot);
        return buckets[slot];
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

    /** Orders that reached the stream when their second had left the window already: in the totals, not here. */
    long late() {
        return late;
    }

    /** Orders from further in the future than a clock may be off: in the totals, not here. */
    long ahead() {
        return ahead;
    }

    private void forgetAll() {
        Arrays.fill(orders, 0);
        for (var slot = 0; slot < buckets.length; slot++) {
            empty(slot);
        }
    }

    private void empty(int slot) {
        if (shared.get(slot)) {
            buckets[slot] = null;
            shared.clear(slot);
        } else if (buckets[slot] != null) {
            Arrays.fill(buckets[slot], 0);
        }
    }

    /** The slot then stands for the second that has just come within reach, {@link City#AHEAD_SECONDS} from now. */
    private void takeOut(long second) {
        var bucket = buckets[slot(second)];
        if (bucket != null) {
            for (var region = 0; region < bucket.length; region++) {
                orders[region] -= bucket[region];
            }
            empty(slot(second));
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

    /** In a time that depends on the length of the window only. */
    Image freeze() {
        var seconds = new long[buckets.length];
        var kept = new int[buckets.length][];
        var count = 0;
        for (var second = now - window + 1; second <= now + City.AHEAD_SECONDS; second++) {
            if (buckets[slot(second)] != null) {
                seconds[count] = second;
                kept[count++] = buckets[slot(second)];
            }
        }
        shared.set(0, buckets.length);
        return new Image(Arrays.copyOf(seconds, count), Arrays.copyOf(kept, count), late, ahead);
    }
}
