package delivery.orders;

import delivery.model.Region;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Places and hours: quarters where orders come from and go to, a day that is shorter than ours, and now and then a
 * surge. It changes from minute to minute of the city. Not thread-safe.
 */
final class CityDemand implements OrderDemand {
    static final int HOURS = 24;
    static final int HOUR_MINUTES = 60;
    static final int DAY_MINUTES = HOURS * HOUR_MINUTES;
    /** An hour with fewer orders than this share of the mean would take too long. */
    static final double LEAST_BUSY = 0.01;

    /**
     * A rectangle of regions, the corners being part of it.
     *
     * @param pickUps its weight among the quarters, in an hour of factor 1
     * @param hours a factor for each hour of the day
     */
    record Quarter(String name, Region from, Region to, double pickUps, double dropOffs, List<Double> hours) {
        int cells() {
            return (to.x() - from.x() + 1) * (to.y() - from.y() + 1);
        }

        boolean has(Region region) {
            return region.x() >= from.x() && region.x() <= to.x() && region.y() >= from.y() && region.y() <= to.y();
        }

        private Region draw(RandomGenerator random) {
            return new Region(random.nextInt(from.x(), to.x() + 1), random.nextInt(from.y(), to.y() + 1));
        }
    }

    /**
     * One in every period, in one quarter.
     *
     * @param everyMinutes and forMinutes, of the city; the second is no more than the first
     * @param times as many pick-ups
     */
    record Surge(int everyMinutes, int forMinutes, double times) {}

    /**
     * What a file says.
     *
     * @param surge null for none
     * @param begins the hour of the first order
     */
    record Plan(List<Quarter> quarters, @Nullable Surge surge, int begins) {
        /** Of all quarters in this hour of the day. */
        double pickUps(int hour) {
            return quarters.stream()
                    .mapToDouble(each -> each.pickUps() * each.hours().get(hour))
                    .sum();
        }

        double meanPickUps() {
            var sum = 0.0;
            for (var hour = 0; hour < HOURS; hour++) {
                sum += pickUps(hour);
            }
            return sum / HOURS;
        }
    }

    private final Plan plan;
    private final double dayNanos;
    private final long seed;
    private final double mean;
    /** Up to and including each region: the weights of drop-offs. */
    private final double[] dropOffsUpTo = new double[Region.COUNT];
    /** Up to and including each quarter, in {@link #minute}: the weights of pick-ups. */
    private final double[] pickUpsUpTo;

    private long minute = -1;

    /**
     * @param plan has pick-ups at every hour, and two regions with drop-offs
     * @param day how long a day of the city takes; a second or more
     * @param seed of the surges
     */
    CityDemand(Plan plan, Duration day, long seed) {
        this.plan = plan;
        this.seed = seed;
        dayNanos = day.toNanos();
        mean = plan.meanPickUps();
        pickUpsUpTo = new double[plan.quarters().size()];
        var sum = 0.0;
        for (var i = 0; i < Region.COUNT; i++) {
            var region = Region.of(i);
            for (var quarter : plan.quarters()) {
                sum += quarter.has(region) ? quarter.dropOffs() / quarter.cells() : 0;
            }
            dropOffsUpTo[i] = sum;
        }
    }

    /** The window begins where the way to the drop-off leaves it: whoever lives far away knows that it takes longer. */
    @Override
    public Trip trip(RandomGenerator random, Duration at) {
        turnTo(minuteAt(at.toNanos()));
        var drawn = indexOf(random.nextDouble() * pickUpsUpTo[pickUpsUpTo.length - 1], pickUpsUpTo);
        var pickUp = plan.quarters().get(drawn).draw(random);
        var dropOff = otherThan(pickUp, random);
        var slack = random.nextInt(MIN_WINDOW_SECONDS, MAX_WINDOW_SECONDS + 1);
        return new Trip(pickUp, dropOff, pickUp.distanceTo(dropOff) + slack);
    }

    /** By their weights, without a second draw. */
    private Region otherThan(Region region, RandomGenerator random) {
        var own = dropOffs(region.index());
        var drawn = random.nextDouble() * (dropOffsUpTo[Region.COUNT - 1] - own);
        var index = indexOf(drawn < dropOffsUpTo[region.index()] - own ? drawn : drawn + own, dropOffsUpTo);
        // Rounding may end at the region itself: what was drawn is then the border to the next one.
        while (index == region.index() || dropOffs(index) == 0) {
            index = (index + 1) % Region.COUNT;
        }
        return Region.of(index);
    }

    private double dropOffs(int index) {
        return dropOffsUpTo[index] - (index == 0 ? 0 : dropOffsUpTo[index - 1]);
    }

    /** The first one whose sum is above what was drawn: one without weight is never it. */
    private static int indexOf(double drawn, double[] upTo) {
        var index = Arrays.binarySearch(upTo, drawn);
        var found = index < 0 ? -index - 1 : index;
        while (found < upTo.length - 1 && upTo[found] <= drawn) {
            found++;
        }
        found = Math.min(found, upTo.length - 1);
        while (found > 0 && upTo[found] == upTo[found - 1]) {
            found--;
        }
        return found;
    }

    /** As long as it takes until as much of the demand has gone by as an order is. */
    @Override
    public Duration gap(Duration at, double perSecond) {
        var left = 1e9 / perSecond;
        var gap = Math.floor(left / dayNanos) * dayNanos;
        left -= gap;
        var begin = (double) at.toNanos();
        while (left > 0) {
            var now = minuteAt(begin + gap);
            turnTo(now);
            var busy = pickUpsUpTo[pickUpsUpTo.length - 1] / mean;
            var minuteLeft = Math.max(1_000, (now + 1) * dayNanos / DAY_MINUTES - begin - gap);
            var part = Math.min(minuteLeft, left / busy);
            gap += part;
            left = part < minuteLeft ? 0 : left - part * busy;
        }
        return Duration.ofNanos(Math.max(1, Math.round(gap)));
    }

    private long minuteAt(double nanos) {
        return (long) Math.floor(nanos * DAY_MINUTES / dayNanos);
    }

    /** @param now minutes of the city since the first order */
    private void turnTo(long now) {
        if (now == minute) {
            return;
        }
        minute = now;
        var hour = (int) ((plan.begins() + now / HOUR_MINUTES) % HOURS);
        var surging = surging(now);
        var sum = 0.0;
        for (var i = 0; i < pickUpsUpTo.length; i++) {
            var quarter = plan.quarters().get(i);
            var weight = quarter.pickUps() * quarter.hours().get(hour);
            var surge = plan.surge();
            sum += surge != null && i == surging ? weight * surge.times() : weight;
            pickUpsUpTo[i] = sum;
        }
    }

    /** The quarter that has a surge; -1 if none has. */
    int surging(long now) {
        var surge = plan.surge();
        if (surge == null) {
            return -1;
        }
        var period = now / surge.everyMinutes();
        var random = new SplittableRandom(seed + period);
        var begin = random.nextInt(surge.everyMinutes() - surge.forMinutes() + 1);
        var since = now % surge.everyMinutes() - begin;
        if (since < 0 || since >= surge.forMinutes()) {
            return -1;
        }
        var upTo = new double[plan.quarters().size()];
        var sum = 0.0;
        for (var i = 0; i < upTo.length; i++) {
            sum += plan.quarters().get(i).pickUps();
            upTo[i] = sum;
        }
        return indexOf(random.nextDouble() * sum, upTo);
    }
}
