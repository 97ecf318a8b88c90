package delivery.model;

import java.util.Set;

/** The names that events and their fields have on the stream; short enough for the largest event to fit its size. */
final class EventField {
    static final String ORDER_CREATED = "order_created";
    static final String ORDER_ASSIGNED = "order_assigned";
    static final String ORDER_COMPLETED = "order_completed";
    static final String SOURCE_PROGRESS = "source_progress";

    static final Set<String> TYPES = Set.of(ORDER_CREATED, ORDER_ASSIGNED, ORDER_COMPLETED, SOURCE_PROGRESS);

    static final String TYPE = "type";
    static final String SOURCE = "source";
    static final String N = "n";
    static final String ORDER_ID = "orderId";
    static final String DRIVER = "driver";
    static final String DRIVER_AT = "driverAt";
    static final String PICK_UP = "pickUp";
    static final String DROP_OFF = "dropOff";
    static final String PRICE = "price";
    static final String WINDOW_SECONDS = "windowSeconds";
    static final String CREATED_AT = "created";
    static final String ASSIGNED_AT = "assigned";
    static final String COMPLETED_AT = "completed";
    static final String ACKNOWLEDGED = "acknowledged";
    static final String CLOSED = "closed";
    static final String AT = "at";
    static final String THROTTLED = "throttled";
    static final String WRITTEN_OFF = "writtenOff";

    private EventField() {}
}
