package delivery.model;

import java.util.Objects;

/** The order was delivered; its driver now stands at the drop-off. */
public record OrderCompleted(
        String source,
        long number,
        OrderId orderId,
        int driver,
        Region pickUp,
        Region dropOff,
        int price,
        long createdAtMillis,
        long assignedAtMillis,
        long completedAtMillis)
        implements OrderEvent {
    public OrderCompleted {
        SourceId.check(source);
        OrderId.checkNumber(number);
        Objects.requireNonNull(orderId, "orderId");
        OrderEvent.checkDriver(driver);
        OrderEvent.checkTrip(pickUp, dropOff);
        OrderEvent.checkPrice(price);
        OrderEvent.checkMillis("createdAt", createdAtMillis);
        OrderEvent.checkMillis("assignedAt", assignedAtMillis);
        OrderEvent.checkMillis("completedAt", completedAtMillis);
    }

    @Override
    public long atMillis() {
        return completedAtMillis;
    }

    @Override
    public EventType type() {
        return EventType.COMPLETED;
    }

    @Override
    public long value(EventField field) {
        return switch (field) {
            case DRIVER -> driver;
            case ASSIGNED_AT -> assignedAtMillis;
            case COMPLETED_AT -> completedAtMillis;
            default -> OrderEvent.super.value(field);
        };
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.completed(this);
    }
}
