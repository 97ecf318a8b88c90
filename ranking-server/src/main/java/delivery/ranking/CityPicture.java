package delivery.ranking;

import delivery.model.OrderId;
import delivery.model.Region;
import java.util.List;

/**
 * The city at one moment. Regions are given by their index. The arrays are never changed.
 *
 * @param heat orders of each pick-up region over the window
 * @param open orders of each pick-up region that wait for a driver
 * @param expired orders whose window has passed without a driver
 * @param millisPerCell how long a driver takes for a cell
 */
record CityPicture(
        int[] heat,
        int[] open,
        int openOrders,
        long expired,
        List<DriverPicture> drivers,
        double millisPerCell,
        Work work) {

    /** Events that counted since the server started, and how long their orders had taken by then. */
    record Work(long created, long assigned, long responseMillis, long completed, long completionMillis) {
        static final Work NONE = new Work(0, 0, 0, 0, 0);
    }

    /** From where the driver was over the pick-up to the drop-off. */
    record Trip(OrderId order, int from, int pickUp, int dropOff) {
        int cells() {
            var over = Region.of(pickUp);
            return Region.of(from).distanceTo(over) + over.distanceTo(Region.of(dropOff));
        }
    }

    /**
     * @param trip where he is on his way, null if he waits
     * @param at where he waits, or where he set out
     * @param sinceMillis when he set out, or began to wait
     * @param lastOrder that he delivered, null if none is known
     * @param earned in cents
     * @param busyMillis that his deliveries took
     * @param knownSinceMillis when he first set out
     */
    record DriverPicture(
            int number,
            Trip trip,
            int at,
            long sinceMillis,
            OrderId lastOrder,
            long completed,
            long earned,
            long busyMillis,
            long knownSinceMillis) {

        static DriverPicture stranger(int number, int at, long millis) {
            return new DriverPicture(number, null, at, Long.MIN_VALUE, null, 0, 0, 0, millis);
        }

        DriverPicture on(Trip newTrip, long millis) {
            return new DriverPicture(
                    number, newTrip, newTrip.from, millis, lastOrder, completed, earned, busyMillis, knownSinceMillis);
        }

        DriverPicture at(int region, OrderId delivered, long millis) {
            return new DriverPicture(
                    number, null, region, millis, delivered, completed, earned, busyMillis, knownSinceMillis);
        }

        DriverPicture delivered(int price, long millis) {
            return new DriverPicture(
                    number,
                    trip,
                    at,
                    sinceMillis,
                    lastOrder,
                    completed + 1,
                    earned + price,
                    busyMillis + millis,
                    knownSinceMillis);
        }

        DriverPicture knownSince(long millis) {
            return millis >= knownSinceMillis
                    ? this
                    : new DriverPicture(
                            number, trip, at, sinceMillis, lastOrder, completed, earned, busyMillis, millis);
        }

        /** The share of his time that he was driving, 0..1; a trip takes no longer than its way. */
        double utilisation(long nowMillis, double millisPerCell) {
            var driving =
                    trip == null ? 0 : Math.max(0, Math.min(nowMillis - sinceMillis, trip.cells() * millisPerCell));
            return Math.min(1, (busyMillis + driving) / Math.max(1, nowMillis - knownSinceMillis));
        }
    }

    int busyDrivers() {
        return (int) drivers.stream().filter(driver -> driver.trip() != null).count();
    }

    /** The average over all drivers, 0..1. */
    double utilisation(long nowMillis) {
        return drivers.stream()
                .mapToDouble(driver -> driver.utilisation(nowMillis, millisPerCell))
                .average()
                .orElse(0);
    }
}
