package delivery.model;

/** What order events say beside their source, their number and their order: whole numbers, all of them. */
public enum EventField {
    DRIVER("driver", Kind.DRIVER, 0, OrderEvent.MAX_DRIVER),
    DRIVER_AT("driverAt", Kind.REGION, 0, Region.COUNT - 1),
    PICK_UP("pickUp", Kind.REGION, 0, Region.COUNT - 1),
    DROP_OFF("dropOff", Kind.REGION, 0, Region.COUNT - 1),
    PRICE("price", Kind.PRICE, 1, OrderEvent.MAX_PRICE),
    WINDOW_SECONDS("windowSeconds", Kind.SECONDS, 1, OrderCreated.MAX_WINDOW_SECONDS),
    CREATED_AT("created", Kind.MILLIS, OrderEvent.MIN_MILLIS, OrderEvent.MAX_MILLIS),
    ASSIGNED_AT("assigned", Kind.MILLIS, OrderEvent.MIN_MILLIS, OrderEvent.MAX_MILLIS),
    COMPLETED_AT("completed", Kind.MILLIS, OrderEvent.MIN_MILLIS, OrderEvent.MAX_MILLIS);

    /** How it is written. */
    public enum Kind {
        /** On the stream {@code driver_3}. */
        DRIVER,
        /** On the stream {@code [x,y]}, else its index. */
        REGION,
        /** Whole cents. */
        PRICE,
        SECONDS,
        /** Since the epoch. */
        MILLIS
    }

    private final String jsonName;
    private final Kind kind;
    private final long min;
    private final long max;

    EventField(String jsonName, Kind kind, long min, long max) {
        this.jsonName = jsonName;
        this.kind = kind;
        this.min = min;
        this.max = max;
    }

    /** Short enough for the largest event to fit its size. */
    public String jsonName() {
        return jsonName;
    }

    public Kind kind() {
        return kind;
    }

    /** The smallest value that it may have. */
    public long min() {
        return min;
    }

    /** The largest one. */
    public long max() {
        return max;
    }

    boolean allows(long value) {
        return value >= min && value <= max;
    }
}
