package delivery.ranking.city;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.ranking.city.CityPicture.Delivery;
import delivery.ranking.city.CityPicture.DriverPicture;
import delivery.ranking.city.CityPicture.Trip;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
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

    public void write(DataOutput out) throws IOException {
        var known = drivers();
        out.writeInt(known.size());
        for (var driver : known) {
            out.writeInt(driver.number());
            out.writeLong(driver.completed());
            out.writeLong(driver.earned());
            out.writeLong(driver.busyMillis());
            out.writeLong(driver.knownSinceMillis());
            out.writeBoolean(driver.trip() != null);
            if (driver.trip() != null) {
                write(out, driver.trip().order());
                out.writeShort(driver.trip().from());
                out.writeShort(driver.trip().pickUp());
                out.writeShort(driver.trip().dropOff());
                out.writeLong(driver.trip().sinceMillis());
            }
            out.writeBoolean(driver.delivery() != null);
            if (driver.delivery() != null) {
                write(out, driver.delivery().order());
                out.writeShort(driver.delivery().at());
                out.writeLong(driver.delivery().atMillis());
            }
        }
        for (var driver : known) {
            out.writeUTF(driver.trip() == null ? "" : driver.trip().fleet());
            out.writeUTF(driver.delivery() == null ? "" : driver.delivery().fleet());
        }
    }

    private static void write(DataOutput out, OrderId order) throws IOException {
        out.writeUTF(order.source());
        out.writeLong(order.number());
    }

    public static Fleet read(DataInputStream in) throws IOException {
        var fleet = new Fleet();
        for (var count = in.readInt(); count > 0; count--) {
            var number = fleet.get(in.readInt()).number();
            var completed = in.readLong();
            var earned = in.readLong();
            var busy = in.readLong();
            var since = in.readLong();
            var trip = in.readBoolean()
                    ? new Trip(
                            "",
                            readOrder(in),
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readLong())
                    : null;
            var delivery =
                    in.readBoolean() ? new Delivery("", readOrder(in), in.readUnsignedShort(), in.readLong()) : null;
            fleet.put(new DriverPicture(number, trip, delivery, completed, earned, busy, since));
        }
        // An older snapshot ends here.
        for (var driver : in.available() > 0 ? fleet.drivers() : List.<DriverPicture>of()) {
            fleet.put(driver.of(in.readUTF(), in.readUTF()));
        }
        return fleet;
    }

    private static OrderId readOrder(DataInput in) throws IOException {
        return new OrderId(in.readUTF(), in.readLong());
    }
}
