package delivery.model;

/** The names that events and their fields have on the stream. */
final class EventField {
    static final String ORDER_CREATED = "order_created";
    static final String ORDER_ASSIGNED = "order_assigned";
    static final String ORDER_COMPLETED = "order_completed";
    static final String SOURCE_PROGRESS = "source_progress";

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
    static final String CREATED_AT = "createdAt";
    static final String ASSIGNED_AT = "assignedAt";
    static final String COMPLETED_AT = "completedAt";
    static final String ACKNOWLEDGED = "acknowledged";
    static final String CLOSED = "closed";
    static final String AT = "at";

    private EventField() {}
}
