package delivery.model;

import delivery.model.EventDecoder.Refusal;
import java.util.Map;

/** The fields of one record as they were read, on their way to becoming an event. Absent is null or -1. */
final class EventFields {
    private static final String DRIVER_PREFIX = "driver_";

    String type;
    String source;
    long n = -1;
    String orderId;
    String driver;
    Region driverAt;
    Region pickUp;
    Region dropOff;
    Long price;
    long windowSeconds = -1;
    long createdAt = -1;
    long assignedAt = -1;
    long completedAt = -1;
    long acknowledged = -1;
    Boolean closed;
    long at = -1;
    Map<String, Long> throttled = Map.of();
    boolean writtenOff;
    int unknown;
    /** Of the first field that is not as it must be; void if the type turns out to be none that we know. */
    private Refusal refusal;

    /** A field is not as it must be. */
    void refuse(Refusal first) {
        if (refusal == null) {
            refusal = first;
        }
    }

    /** Empty unless both source and number are valid: one without the other names no event. */
    String namedSource() {
        return namesAnEvent() ? source : "";
    }

    /** 0 unless both source and number are valid. */
    long namedNumber() {
        return namesAnEvent() ? n : 0;
    }

    /** A source's progress has no number of its own. */
    private boolean namesAnEvent() {
        return source != null
                && SourceId.isValid(source)
                && n >= 1
                && n <= OrderId.MAX_NUMBER
                && !EventField.SOURCE_PROGRESS.equals(type);
    }

    StreamEvent toEvent() throws Refusal {
        if (refusal != null && (type == null || EventField.TYPES.contains(type))) {
            throw refusal;
        }
        if (type == null) {
            throw new Refusal("field:type", "type is missing");
        }
        return switch (type) {
            case EventField.ORDER_CREATED -> toCreated();
            case EventField.ORDER_ASSIGNED -> toAssigned();
            case EventField.ORDER_COMPLETED -> toCompleted();
            case EventField.SOURCE_PROGRESS -> toProgress();
            default -> throw new Refusal("unknown-type", "an unknown type: perhaps a newer producer");
        };
    }

    private OrderCreated toCreated() throws Refusal {
        var id = orderId();
        if (!id.source().equals(source()) || id.number() != number()) {
            throw new Refusal("field:orderId", "orderId is not this event's own source and n");
        }
        return new OrderCreated(
                id,
                region(EventField.PICK_UP, pickUp),
                dropOff(),
                price(),
                inRange(EventField.WINDOW_SECONDS, windowSeconds, OrderCreated.MAX_WINDOW_SECONDS),
                time(EventField.CREATED_AT, createdAt));
    }

    private OrderAssigned toAssigned() throws Refusal {
        return new OrderAssigned(
                source(),
                number(),
                orderId(),
                driver(),
                region(EventField.DRIVER_AT, driverAt),
                region(EventField.PICK_UP, pickUp),
                dropOff(),
                price(),
                time(EventField.CREATED_AT, createdAt),
                time(EventField.ASSIGNED_AT, assignedAt));
    }

    private OrderCompleted toCompleted() throws Refusal {
        return new OrderCompleted(
                source(),
                number(),
                orderId(),
                driver(),
                region(EventField.PICK_UP, pickUp),
                dropOff(),
                price(),
                time(EventField.CREATED_AT, createdAt),
                time(EventField.ASSIGNED_AT, assignedAt),
                time(EventField.COMPLETED_AT, completedAt));
    }

    private SourceProgress toProgress() throws Refusal {
        if (acknowledged < 0 || acknowledged > OrderId.MAX_NUMBER) {
            throw new Refusal("field:acknowledged", "acknowledged must be in 0.." + OrderId.MAX_NUMBER);
        }
        if (closed == null) {
            throw new Refusal("field:closed", "closed is missing");
        }
        if (writtenOff && !closed) {
            throw new Refusal("field:closed", "a source that is written off is closed");
        }
        return new SourceProgress(source(), acknowledged, closed, time(EventField.AT, at), throttled, writtenOff);
    }

    private String source() throws Refusal {
        if (source == null || !SourceId.isValid(source)) {
            throw new Refusal("field:source", "source must be 4 to 8 of a-z and 0-9");
        }
        return source;
    }

    private long number() throws Refusal {
        if (n < 1 || n > OrderId.MAX_NUMBER) {
            throw new Refusal("field:n", "n must be in 1.." + OrderId.MAX_NUMBER);
        }
        return n;
    }

    private OrderId orderId() throws Refusal {
        if (orderId == null) {
            throw new Refusal("field:orderId", "orderId is missing");
        }
        try {
            return OrderId.parse(orderId);
        } catch (IllegalArgumentException e) {
            throw new Refusal("field:orderId", e.getMessage());
        }
    }

    /** {@code driver_3} and no other spelling of it. */
    private int driver() throws Refusal {
        if (driver != null && driver.startsWith(DRIVER_PREFIX)) {
            var digits = driver.substring(DRIVER_PREFIX.length());
            if (digits.matches("0|[1-9][0-9]{0,3}")) {
                return Integer.parseInt(digits);
            }
        }
        throw new Refusal("field:driver", "driver must be driver_0 to driver_" + OrderEvent.MAX_DRIVER);
    }

    private static Region region(String field, Region region) throws Refusal {
        if (region == null) {
            throw new Refusal("field:" + field, field + " is missing");
        }
        return region;
    }

    private Region dropOff() throws Refusal {
        if (region(EventField.DROP_OFF, dropOff).equals(pickUp)) {
            throw new Refusal("out-of-grid", "pick-up and drop-off are the same region");
        }
        return dropOff;
    }

    private int price() throws Refusal {
        if (price == null) {
            throw new Refusal("field:price", "price is missing");
        }
        if (price < 1 || price > OrderEvent.MAX_PRICE) {
            throw new Refusal("price-range", "price must be whole cents in 1.." + OrderEvent.MAX_PRICE);
        }
        return price.intValue();
    }

    private static int inRange(String field, long value, int max) throws Refusal {
        if (value < 1 || value > max) {
            throw new Refusal("field:" + field, field + " must be in 1.." + max);
        }
        return (int) value;
    }

    private static long time(String field, long millis) throws Refusal {
        if (millis < OrderEvent.MIN_MILLIS || millis > OrderEvent.MAX_MILLIS) {
            throw new Refusal("field:" + field, field + " must be milliseconds since the epoch");
        }
        return millis;
    }
}
