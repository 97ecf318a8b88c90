package delivery.model;

import java.util.Objects;

/**
 * A customer wants something delivered.
 *
 * @param orderId its source and number are also the event's own
 * @param windowSeconds seconds, counted from its creation, that the driver may take for driving to the pick-up and on
 *     to the drop-off: 1..{@value #MAX_WINDOW_SECONDS}
 */
public record OrderCreated(
        OrderId orderId, Region pickUp, Region dropOff, int price, int windowSeconds, long createdAtMillis)
        implements OrderEvent {
    public static final int MAX_WINDOW_SECONDS = 3_600;

    public OrderCreated {
        Objects.requireNonNull(orderId, "orderId");
        OrderEvent.checkTrip(pickUp, dropOff);
        OrderEvent.checkPrice(price);
        if (windowSeconds < 1 || windowSeconds > MAX_WINDOW_SECONDS) {
            throw new IllegalArgumentException(
                    "pick-up window " + windowSeconds + " is not in 1.." + MAX_WINDOW_SECONDS + " seconds");
        }
        OrderEvent.checkMillis("createdAt", createdAtMillis);
    }

    @Override
    public String source() {
        return orderId.source();
    }

    @Override
    public long number() {
        return orderId.number();
    }

    @Override
    public long atMillis() {
        return createdAtMillis;
    }

    @Override
    public EventType type() {
        return EventType.CREATED;
    }

    @Override
    public long value(EventField field) {
        return field == EventField.WINDOW_SECONDS ? windowSeconds : OrderEvent.super.value(field);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.created(this);
    }
}
