package delivery.model;

import delivery.model.EventDecoder.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one record as they were read, on their way to becoming an event. Absent is null or -1. */
final class EventFields {
    @Nullable
    String type;

    @Nullable
    String source;

    long n = -1;

    @Nullable
    String orderId;

    final EventValues values = new EventValues();
    long acknowledged = -1;

    @Nullable
    Boolean closed;

    long at = -1;
    Map<String, Long> throttled = Map.of();
    boolean writtenOff;
    int unknown;
    /** Of the first field that is not as it must be; void if the type turns out to be none that we know. */
    private @Nullable Refusal refusal;

    /** A field is not as it must be. */
    void refuse(Refusal first) {
        if (refusal == null) {
            refusal = first;
        }
    }

    /** Empty unless both source and number are valid: one without the other names no event. */
    String namedSource() {
        return source != null && namesAnEvent() ? source : "";
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
                && !JsonName.SOURCE_PROGRESS.equals(type);
    }

    StreamEvent toEvent() throws Refusal {
        var eventType = type == null ? null : EventType.named(type);
        var isProgress = JsonName.SOURCE_PROGRESS.equals(type);
        if (refusal != null && (type == null || eventType != null || isProgress)) {
            throw refusal;
        }
        if (type == null) {
            throw new Refusal("field:type", "type is missing");
        }
        if (isProgress) {
            return toProgress();
        }
        if (eventType == null) {
            throw new Refusal("unknown-type", "an unknown type: perhaps a newer producer");
        }
        return toOrderEvent(eventType);
    }

    private OrderEvent toOrderEvent(EventType type) throws Refusal {
        var source = source();
        number();
        var id = orderId();
        if (type.namesOrder() && (!id.source().equals(source) || id.number() != n)) {
            throw new Refusal("field:orderId", "orderId is not this event's own source and n");
        }
        for (var field : type.fields()) {
            check(field);
        }
        return type.event(source, n, id, values);
    }

    private void check(EventField field) throws Refusal {
        var name = field.jsonName();
        switch (field.kind()) {
            case DRIVER -> {
                if (!values.has(field) || !field.allows(values.get(field))) {
                    throw new Refusal("field:" + name, name + " must be driver_0 to driver_" + field.max());
                }
            }
            case REGION -> {
                checkPresent(field);
                if (field == EventField.DROP_OFF && values.get(field) == values.get(EventField.PICK_UP)) {
                    throw new Refusal("out-of-grid", "pick-up and drop-off are the same region");
                }
            }
            case PRICE -> {
                checkPresent(field);
                if (!field.allows(values.get(field))) {
                    throw new Refusal("price-range", name + " must be whole cents in 1.." + field.max());
                }
            }
            case SECONDS -> {
                if (!field.allows(values.get(field))) {
                    throw new Refusal("field:" + name, name + " must be in 1.." + field.max());
                }
            }
            case MILLIS -> time(name, values.get(field));
        }
    }

    private void checkPresent(EventField field) throws Refusal {
        if (!values.has(field)) {
            throw new Refusal("field:" + field.jsonName(), field.jsonName() + " is missing");
        }
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
        return new SourceProgress(source(), acknowledged, closed, time(JsonName.AT, at), throttled, writtenOff);
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
            throw new Refusal("field:orderId", String.valueOf(e.getMessage()));
        }
    }

    private static long time(String field, long millis) throws Refusal {
        if (millis < OrderEvent.MIN_MILLIS || millis > OrderEvent.MAX_MILLIS) {
            throw new Refusal("field:" + field, field + " must be milliseconds since the epoch");
        }
        return millis;
    }
}
