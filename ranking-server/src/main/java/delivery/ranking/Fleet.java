package delivery.ranking;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderEvent;
import delivery.ranking.CityPicture.DriverPicture;
import delivery.ranking.CityPicture.Trip;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Where each driver is. Their events come in any order: the latest by its own time says where a driver is, and all of
 * them what he has done.
 */
final class Fleet {
    private final Pace pace = new Pace();
    /** By number; null for one that was never heard of. */
    private DriverPicture[] drivers = new DriverPicture[16];

    void assign(OrderAssigned event) {
        var driver = get(event.driver(), event.driverAt().index(), event.assignedAtMillis());
        if (event.assignedAtMillis() >= driver.sinceMillis() && !event.orderId().equals(driver.lastOrder())) {
            driver = driver.on(
                    new Trip(
                            event.orderId(),
                            event.driverAt().index(),
                            event.pickUp().index(),
                            event.dropOff().index()),
                    event.assignedAtMillis());
        }
        drivers[event.driver()] = driver.knownSince(event.assignedAtMillis());
    }

    void complete(OrderCompleted event) {
        var dropOff = event.dropOff().index();
        var driver = get(event.driver(), dropOff, event.assignedAtMillis());
        var took = event.completedAtMillis() - event.assignedAtMillis();
        var trip = driver.trip();
        var isEndOfTrip = trip != null && trip.order().equals(event.orderId());
        if (isEndOfTrip) {
            pace.add(took, trip.cells());
        }
        if (isEndOfTrip || event.completedAtMillis() >= driver.sinceMillis()) {
            driver = driver.at(dropOff, event.orderId(), event.completedAtMillis());
        }
        drivers[event.driver()] =
                driver.delivered(event.price(), Math.max(0, took)).knownSince(event.assignedAtMillis());
    }

    private DriverPicture get(int number, int region, long millis) {
        if (number >= drivers.length) {
            drivers = Arrays.copyOf(drivers, Math.min(OrderEvent.MAX_DRIVER + 1, Math.max(number + 1, number * 2)));
        }
        var known = drivers[number];
        return known == null ? DriverPicture.stranger(number, region, millis) : known;
    }

    double millisPerCell() {
        return pace.millisPerCell();
    }

    List<DriverPicture> drivers() {
        return Arrays.stream(drivers).filter(Objects::nonNull).toList();
    }
}
