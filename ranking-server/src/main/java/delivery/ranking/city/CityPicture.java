package delivery.ranking.city;

import delivery.model.OrderId;
import delivery.model.Region;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The city at one moment. Regions are given by their index. The arrays are never changed.
 *
 * @param heat orders of each pick-up region over the window
 * @param open orders of each pick-up region that wait for a driver
 * @param expired orders whose window has passed without a driver
 * @param gone fleets that are not on the road: they have ended, or nothing has been heard of them
 * @param millisPerCell how long a driver takes for a cell
 */
public record CityPicture(
        int[] heat,
        int[] open,
        int openOrders,
        long expired,
        List<DriverPicture> drivers,
        Set<String> gone,
        double millisPerCell) {
    private static final Comparator<OrderId> BY_NAME =
            Comparator.comparing(OrderId::source).thenComparingLong(OrderId::number);

    /**
     * From where the driver was over the pick-up to the drop-off.
     *
     * @param fleet the source that said so
     */
    public record Trip(String fleet, OrderId order, int from, int pickUp, int dropOff, long sinceMillis) {
        private static final Comparator<Trip> BY_TIME =
                Comparator.comparingLong(Trip::sinceMillis).thenComparing(Trip::order, BY_NAME);

        int cells() {
            var over = Region.of(pickUp);
            return Region.of(from).distanceTo(over) + over.distanceTo(Region.of(dropOff));
        }
    }

    /** @param fleet the source that said so */
    public record Delivery(String fleet, OrderId order, int at, long atMillis) {
        private static final Comparator<Delivery> BY_TIME =
                Comparator.comparingLong(Delivery::atMillis).thenComparing(Delivery::order, BY_NAME);
    }

    /**
     * @param trip the latest that is known, null if none is; likewise delivery
     * @param earned in cents
     * @param busyMillis that his deliveries took
     * @param knownSinceMillis when he first set out
     */
    public record DriverPicture(
            int number,
            Trip trip,
            Delivery delivery,
            long completed,
            long earned,
            long busyMillis,
            long knownSinceMillis) {

        static DriverPicture stranger(int number) {
            return new DriverPicture(number, null, null, 0, 0, 0, Long.MAX_VALUE);
        }

        DriverPicture with(Trip other) {
            return trip != null && Trip.BY_TIME.compare(trip, other) >= 0
                    ? this
                    : new DriverPicture(number, other, delivery, completed, earned, busyMillis, knownSinceMillis);
        }

        DriverPicture with(Delivery other, int price, long millis) {
            var latest = delivery != null && Delivery.BY_TIME.compare(delivery, other) >= 0 ? delivery : other;
            return new DriverPicture(
                    number, trip, latest, completed + 1, earned + price, busyMillis + millis, knownSinceMillis);
        }

        DriverPicture knownSince(long millis) {
            return millis >= knownSinceMillis
                    ? this
                    : new DriverPicture(number, trip, delivery, completed, earned, busyMillis, millis);
        }

        /** The source that spoke of him last. */
        public String fleet() {
            return isOnTrip() ? trip.fleet : delivery.fleet;
        }

        public boolean isOnTrip() {
            return trip != null
                    && (delivery == null
                            || trip.sinceMillis >= delivery.atMillis && !trip.order.equals(delivery.order));
        }

        /** Whether he waits where his latest trip has ended. */
        boolean hasFinished() {
            return trip != null && delivery != null && trip.order.equals(delivery.order);
        }

        /** Of the trip that he has finished. */
        double millisPerCell() {
            return (double) (delivery.atMillis - trip.sinceMillis) / trip.cells();
        }

        /** The share of his time that he was driving, 0..1; a trip takes no longer than its way. */
        double utilisation(long nowMillis, double millisPerCell) {
            var driving =
                    isOnTrip() ? Math.max(0, Math.min(nowMillis - trip.sinceMillis, trip.cells() * millisPerCell)) : 0;
            return Math.min(1, (busyMillis + driving) / Math.max(1, nowMillis - knownSinceMillis));
        }
    }

    private boolean isOnTheRoad(DriverPicture driver) {
        return !gone.contains(driver.fleet());
    }

    public int busyDrivers() {
        return (int) drivers.stream()
                .filter(driver -> driver.isOnTrip() && isOnTheRoad(driver))
                .count();
    }

    /** The average over the drivers who are on the road, 0..1. */
    public double utilisation(long nowMillis) {
        return drivers.stream()
                .filter(this::isOnTheRoad)
                .mapToDouble(driver -> driver.utilisation(nowMillis, millisPerCell))
                .average()
                .orElse(0);
    }
}
