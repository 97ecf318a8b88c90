package delivery.ranking.city;

import delivery.bytes.Fields;
import delivery.bytes.ModelLayouts;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderEvent;
import delivery.ranking.city.CityPicture.Delivery;
import delivery.ranking.city.CityPicture.DriverPicture;
import delivery.ranking.city.CityPicture.Trip;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What each driver has done, and where he is. Their events come in any order: of the trips and of the deliveries the
 * latest by its own time is kept, and all else is sums, so that the order leaves no trace.
 */
public final class Fleet {
    /** One cell is one second of driving, until deliveries tell otherwise. */
    static final double REAL_TIME_MILLIS = 1_000;

    /** Deliveries this much older than the newest may be of drivers who lived at another pace. */
    private static final long SAME_RUN_MILLIS = 120_000;

    private static final int ENOUGH = 101;

    /** By number; null for one that was never heard of. */
    private DriverPicture[] drivers = new DriverPicture[16];

    private long newestDeliveryMillis;
    private double millisPerCell = REAL_TIME_MILLIS;

    void assign(OrderAssigned event) {
        var trip = new Trip(
                event.source(),
                event.orderId(),
                event.driverAt().index(),
                event.pickUp().index(),
                event.dropOff().index(),
                event.assignedAtMillis());
        put(get(event.driver()).with(trip).knownSince(event.assignedAtMillis()));
    }

    void complete(OrderCompleted event) {
        var delivery =
                new Delivery(event.source(), event.orderId(), event.dropOff().index(), event.completedAtMillis());
        var took = Math.max(0, event.completedAtMillis() - event.assignedAtMillis());
        put(get(event.driver()).with(delivery, event.price(), took).knownSince(event.assignedAtMillis()));
    }

    private DriverPicture get(int number) {
        if (number >= drivers.length) {
            drivers = Arrays.copyOf(drivers, Math.min(OrderEvent.MAX_DRIVER + 1, Math.max(number + 1, number * 2)));
        }
        return drivers[number] == null ? DriverPicture.stranger(number) : drivers[number];
    }

    private void put(DriverPicture driver) {
        drivers[driver.number()] = driver;
        if (driver.delivery() != null) {
            newestDeliveryMillis =
                    Math.max(newestDeliveryMillis, driver.delivery().atMillis());
        }
    }

    /**
     * How long a cell takes by the wall clock. The drivers' time scale is not on the stream, but those who wait have just
     * shown it; the median, so that one who was interrupted by a restart does not matter.
     */
    double millisPerCell() {
        var known = Arrays.stream(drivers)
                .filter(Objects::nonNull)
                .filter(driver ->
                        driver.hasFinished() && driver.delivery().atMillis() > newestDeliveryMillis - SAME_RUN_MILLIS)
                .limit(ENOUGH)
                .mapToDouble(DriverPicture::millisPerCell)
                .filter(millis -> millis > 0)
                .sorted()
                .toArray();
        millisPerCell = known.length == 0 ? millisPerCell : known[known.length / 2];
        return millisPerCell;
    }

    List<DriverPicture> drivers() {
        return Arrays.stream(drivers).filter(Objects::nonNull).toList();
    }

    Fleet copy() {
        var copy = new Fleet();
        copy.drivers = drivers.clone();
        copy.newestDeliveryMillis = newestDeliveryMillis;
        copy.millisPerCell = millisPerCell;
        return copy;
    }

    /** As bytes. */
    public static Fleet describe(Fields<Fleet> f) {
        var fleet = new Fleet();
        for (var driver : f.list(Fleet::drivers, Fleet::driver)) {
            fleet.get(driver.number());
            fleet.put(driver);
        }
        return fleet;
    }

    private static DriverPicture driver(Fields<DriverPicture> f) {
        return new DriverPicture(
                f.i32(DriverPicture::number),
                f.optional(DriverPicture::trip, Fleet::trip),
                f.optional(DriverPicture::delivery, Fleet::delivery),
                f.i64(DriverPicture::completed),
                f.i64(DriverPicture::earned),
                f.i64(DriverPicture::busyMillis),
                f.i64(DriverPicture::knownSinceMillis));
    }

    private static Trip trip(Fields<Trip> f) {
        return new Trip(
                f.text(Trip::fleet),
                f.part(Trip::order, ModelLayouts::orderId),
                f.u16(Trip::from),
                f.u16(Trip::pickUp),
                f.u16(Trip::dropOff),
                f.i64(Trip::sinceMillis));
    }

    private static Delivery delivery(Fields<Delivery> f) {
        return new Delivery(
                f.text(Delivery::fleet),
                f.part(Delivery::order, ModelLayouts::orderId),
                f.u16(Delivery::at),
                f.i64(Delivery::atMillis));
    }
}
