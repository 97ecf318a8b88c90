package delivery.ranking.city;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.ranking.city.CityPicture.DriverPicture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What goes on in the streets: open orders, and drivers on their way. Made of the events that counted, each once; a
 * constant effort an event. One thread's.
 */
public final class City {
    /** Seconds that an event may be ahead of our clock; it counts when its second has come. */
    public static final int AHEAD_SECONDS = 5;

    private static final long BETWEEN_LOOKS_MILLIS = 1_000;

    private final Predicate<OrderId> isCreated;
    private final Predicate<OrderId> isAssigned;
    private final OpenOrders open;
    private final Fleet fleet;
    private final Take take = new Take();
    private long nowMillis;
    private long lookedAtMillis;

    /** As it was at one moment; not to be changed. */
    public record Image(OpenOrders.Image open, Fleet fleet) {
        public static final Image EMPTY = new Image(OpenOrders.Image.EMPTY, new Fleet());
    }

    /** @param isCreated whether the order's creation has counted; the same for its assignment */
    public City(Predicate<OrderId> isCreated, Predicate<OrderId> isAssigned, long nowMillis, Image image) {
        this.isCreated = isCreated;
        this.isAssigned = isAssigned;
        this.nowMillis = nowMillis;
        open = new OpenOrders(image.open());
        fleet = image.fleet().copy();
        look();
    }

    public void advanceTo(long millis) {
        nowMillis = millis;
        if (Math.abs(millis - lookedAtMillis) >= BETWEEN_LOOKS_MILLIS) {
            look();
        }
    }

    private void look() {
        lookedAtMillis = nowMillis;
        open.expire(nowMillis, fleet.millisPerCell());
    }

    /** An event that has just counted. */
    public void apply(OrderEvent event) {
        event.accept(take);
    }

    private final class Take implements OrderEvent.Visitor<Void> {
        @Override
        public Void created(OrderCreated event) {
            if (!isAssigned.test(event.orderId())) {
                open.create(event, nowMillis);
            }
            return null;
        }

        @Override
        public Void assigned(OrderAssigned event) {
            if (isCreated.test(event.orderId())) {
                open.assign(event.orderId());
            }
            fleet.assign(event);
            return null;
        }

        @Override
        public Void completed(OrderCompleted event) {
            fleet.complete(event);
            return null;
        }
    }

    /**
     * @param heat orders of each pick-up region over the window; becomes the picture's
     * @param isOnTheRoad whether the fleet of this name goes on
     */
    public CityPicture picture(int[] heat, Predicate<String> isOnTheRoad) {
        var drivers = fleet.drivers();
        var gone = drivers.stream()
                .map(DriverPicture::fleet)
                .distinct()
                .filter(isOnTheRoad.negate())
                .collect(Collectors.toUnmodifiableSet());
        return new CityPicture(
                heat, open.byRegion(), open.size(), open.expired(), drivers, gone, fleet.millisPerCell());
    }

    /** Copies references, of which there is a limited number. */
    public Image freeze() {
        look();
        return new Image(open.freeze(), fleet.copy());
    }
}
