package delivery.model;

import java.util.Objects;

/**
 * A driver took the order and is on his way.
 *
 * @param driverAt where the driver stood when he took it: with it a restarted process can finish the delivery
 */
public record OrderAssigned(
        String source,
        long number,
        OrderId orderId,
        int driver,
        Region driverAt,
        Region pickUp,
        Region dropOff,
        int price,
        long createdAtMillis,
        long assignedAtMillis)
        implements OrderEvent {
    public OrderAssigned {
        SourceId.check(source);
        OrderId.checkNumber(number);
        Objects.requireNonNull(orderId, "orderId");
        OrderEvent.checkDriver(driver);
        Objects.requireNonNull(driverAt, "driverAt");
        OrderEvent.checkTrip(pickUp, dropOff);
        OrderEvent.checkPrice(price);
        OrderEvent.checkMillis("createdAt", createdAtMillis);
        OrderEvent.checkMillis("assignedAt", assignedAtMillis);
    }

    /** Cells from where the driver stood over the pick-up to the drop-off: seconds of driving. */
    public int tripCells() {
        return driverAt.distanceTo(pickUp) + pickUp.distanceTo(dropOff);
    }

    @Override
    public long atMillis() {
        return assignedAtMillis;
    }

    @Override
    public EventType type() {
        return EventType.ASSIGNED;
    }

    @Override
    public long value(EventField field) {
        return switch (field) {
            case DRIVER -> driver;
            case DRIVER_AT -> driverAt.index();
            case ASSIGNED_AT -> assignedAtMillis;
            default -> OrderEvent.super.value(field);
        };
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.assigned(this);
    }
}
