package delivery.model;

/** The names on the stream that are of no {@link EventType} and no {@link EventField}. */
final class JsonName {
    static final String TYPE = "type";
    static final String SOURCE = "source";
    static final String N = "n";
    static final String ORDER_ID = "orderId";

    static final String SOURCE_PROGRESS = "source_progress";
    static final String ACKNOWLEDGED = "acknowledged";
    static final String CLOSED = "closed";
    static final String AT = "at";
    static final String THROTTLED = "throttled";
    static final String WRITTEN_OFF = "writtenOff";

    private JsonName() {}
}
