package delivery.orders;

import delivery.model.Region;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Who orders when, and from where to where. */
public interface OrderDemand {
    /** The windows' random part, in seconds. Most trips (20 cells on average, and up to 6 to the pick-up) fit into most of them. */
    int MIN_WINDOW_SECONDS = 20;

    int MAX_WINDOW_SECONDS = 90;

    /** At all hours the same; all 900 regions, and all ways between two of them, are equally likely. */
    OrderDemand UNIFORM = new OrderDemand() {
        @Override
        public Trip trip(RandomGenerator random, Duration at) {
            var pickUp = Region.of(random.nextInt(Region.COUNT));
            return new Trip(
                    pickUp, otherThan(pickUp, random), random.nextInt(MIN_WINDOW_SECONDS, MAX_WINDOW_SECONDS + 1));
        }

        @Override
        public Duration gap(Duration at, double perSecond) {
            return Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond)));
        }

        /** Each of the 899 others is equally likely, without a second draw. */
        private Region otherThan(Region region, RandomGenerator random) {
            var index = random.nextInt(Region.COUNT - 1);
            return Region.of(index < region.index() ? index : index + 1);
        }
    };

    /**
     * What is random of an order.
     *
     * @param dropOff another region than {@code pickUp}
     * @param windowSeconds 1 or more
     */
    record Trip(Region pickUp, Region dropOff, int windowSeconds) {}

    /** @param at since the first order: as the feed planned it, so that the same seed makes the same orders however late it is */
    Trip trip(RandomGenerator random, Duration at);

    /**
     * From the order that is due then to the next.
     *
     * @param perSecond on average; positive
     */
    Duration gap(Duration at, double perSecond);
}
