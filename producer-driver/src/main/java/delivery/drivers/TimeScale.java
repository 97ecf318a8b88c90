package delivery.drivers;

import delivery.model.OrderCreated;
import java.time.Duration;

/**
 * How much faster than the wall clock the city lives: divides the wall time of driving, resting and pick-up windows.
 *
 * @param factor positive and finite; 1 is real time
 */
record TimeScale(double factor) {
    TimeScale {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a time scale must be a positive number, not " + factor);
        }
    }

    /** How long driving this many cells takes by the wall clock: a second each in the city. */
    Duration driving(int cells) {
        return scaled(Duration.ofSeconds(cells));
    }

    Duration scaled(Duration inTheCity) {
        return Duration.ofNanos(Math.round(inTheCity.toNanos() / factor));
    }

    /** Seconds of the order's pick-up window that are left, in the city; negative once it has passed. */
    double windowLeft(OrderCreated order, long nowMillis) {
        return order.windowSeconds() - (nowMillis - order.createdAtMillis()) / 1_000.0 * factor;
    }

    /** The longest that a pick-up window can be by the wall clock, in milliseconds. */
    long longestWindowMillis() {
        return scaled(Duration.ofSeconds(OrderCreated.MAX_WINDOW_SECONDS)).toMillis();
    }

    /** When the order's pick-up window closes, in milliseconds since the epoch. */
    long windowEndMillis(OrderCreated order) {
        return order.createdAtMillis() + Math.round(order.windowSeconds() * 1_000 / factor);
    }
}
