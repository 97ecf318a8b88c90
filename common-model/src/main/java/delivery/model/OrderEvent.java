package delivery.model;

import java.util.Objects;

/**
 * Something that happened to one order. Its identity is {@code (orderId, type)}: however often it was put on the
 * stream, and by whom, it counts once. Each carries all that is needed to count it alone, so that neither order nor
 * shard of arrival matter.
 */
public sealed interface OrderEvent extends StreamEvent permits OrderCreated, OrderAssigned, OrderCompleted {
    /** Prices are whole cents in 1..{@value}. */
    int MAX_PRICE = 99_999;
    /** Drivers are numbered 0..{@value}. */
    int MAX_DRIVER = 9_999;
    /** 2001-09-09 to 2286-11-20: thirteen digits, so that every event has its exact size. */
    long MIN_MILLIS = 1_000_000_000_000L;

    long MAX_MILLIS = 9_999_999_999_999L;

    EventType type();

    /** The source's dense counter of its order events: 1, 2, 3, ... without a gap. */
    long number();

    OrderId orderId();

    /** Price in whole cents. */
    int price();

    Region pickUp();

    Region dropOff();

    /** When the order was made, in milliseconds since the epoch. */
    long createdAtMillis();

    /** A field of its type as a number: a region's index, a driver's number, cents, seconds, milliseconds. */
    default long value(EventField field) {
        return switch (field) {
            case PICK_UP -> pickUp().index();
            case DROP_OFF -> dropOff().index();
            case PRICE -> price();
            case CREATED_AT -> createdAtMillis();
            default -> throw new IllegalArgumentException(type().jsonName() + " has no " + field.jsonName());
        };
    }

    <T> T accept(Visitor<T> visitor);

    /** One method a kind of event: the compiler counts the cases. */
    interface Visitor<T> {
        T created(OrderCreated event);

        T assigned(OrderAssigned event);

        T completed(OrderCompleted event);
    }

    static void checkPrice(int price) {
        if (price < 1 || price > MAX_PRICE) {
            throw new IllegalArgumentException("price " + price + " is not in 1.." + MAX_PRICE + " cents");
        }
    }

    static void checkDriver(int driver) {
        if (driver < 0 || driver > MAX_DRIVER) {
            throw new IllegalArgumentException("driver " + driver + " is not in 0.." + MAX_DRIVER);
        }
    }

    static void checkMillis(String what, long millis) {
        if (millis < MIN_MILLIS || millis > MAX_MILLIS) {
            throw new IllegalArgumentException(what + " " + millis + " is not a time in milliseconds since the epoch");
        }
    }

    static void checkTrip(Region pickUp, Region dropOff) {
        if (pickUp.equals(Objects.requireNonNull(dropOff, "dropOff"))) {
            throw new IllegalArgumentException("the order goes nowhere: " + pickUp);
        }
    }

    /** How drivers are called on the stream and in the ranking: {@code driver_3}. */
    static String driverName(int driver) {
        return "driver_" + driver;
    }
}
