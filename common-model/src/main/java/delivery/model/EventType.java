package delivery.model;

import static delivery.model.EventField.ASSIGNED_AT;
import static delivery.model.EventField.COMPLETED_AT;
import static delivery.model.EventField.CREATED_AT;
import static delivery.model.EventField.DRIVER;
import static delivery.model.EventField.DRIVER_AT;
import static delivery.model.EventField.DROP_OFF;
import static delivery.model.EventField.PICK_UP;
import static delivery.model.EventField.PRICE;
import static delivery.model.EventField.WINDOW_SECONDS;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to an order, and what its event says. The one table of it: the JSON on the stream, the bytes on the
 * socket, the fingerprint of an event and the sets of what was seen follow from it. Their order is that of snapshots: a new
 * one comes last.
 */
public enum EventType {
    CREATED("order_created", 368, PICK_UP, DROP_OFF, PRICE, WINDOW_SECONDS, CREATED_AT),
    ASSIGNED("order_assigned", 240, DRIVER, DRIVER_AT, PICK_UP, DROP_OFF, PRICE, CREATED_AT, ASSIGNED_AT),
    COMPLETED("order_completed", 240, DRIVER, PICK_UP, DROP_OFF, PRICE, CREATED_AT, ASSIGNED_AT, COMPLETED_AT);

    private static final List<EventType> ALL = List.of(values());

    private final String jsonName;
    private final int bytes;
    private final List<EventField> fields;

    EventType(String jsonName, int bytes, EventField... fields) {
        this.jsonName = jsonName;
        this.bytes = bytes;
        this.fields = List.of(fields);
    }

    public static List<EventType> all() {
        return ALL;
    }

    /** Null if there is none of that name. */
    static @Nullable EventType named(String jsonName) {
        for (var type : ALL) {
            if (type.jsonName.equals(jsonName)) {
                return type;
            }
        }
        return null;
    }

    /** How it is called on the stream. */
    public String jsonName() {
        return jsonName;
    }

    /** What each of its records has on the stream, whatever is in it. */
    public int bytes() {
        return bytes;
    }

    /** In their order on the stream. */
    public List<EventField> fields() {
        return fields;
    }

    /** Whether the order begins with it, and is called by the source and the number of this event. */
    public boolean namesOrder() {
        return this == CREATED;
    }

    /**
     * The event of this type that says so.
     *
     * @throws IllegalArgumentException if one of its fields is missing or none that may be
     */
    public OrderEvent event(String source, long number, OrderId id, EventValues values) {
        return switch (this) {
            case CREATED ->
                new OrderCreated(
                        id,
                        values.region(PICK_UP),
                        values.region(DROP_OFF),
                        values.whole(PRICE),
                        values.whole(WINDOW_SECONDS),
                        values.get(CREATED_AT));
            case ASSIGNED ->
                new OrderAssigned(
                        source,
                        number,
                        id,
                        values.whole(DRIVER),
                        values.region(DRIVER_AT),
                        values.region(PICK_UP),
                        values.region(DROP_OFF),
                        values.whole(PRICE),
                        values.get(CREATED_AT),
                        values.get(ASSIGNED_AT));
            case COMPLETED ->
                new OrderCompleted(
                        source,
                        number,
                        id,
                        values.whole(DRIVER),
                        values.region(PICK_UP),
                        values.region(DROP_OFF),
                        values.whole(PRICE),
                        values.get(CREATED_AT),
                        values.get(ASSIGNED_AT),
                        values.get(COMPLETED_AT));
        };
    }
}
