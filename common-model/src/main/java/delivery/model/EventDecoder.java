package delivery.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * JSON on the stream to events, strictly: what is accepted is exactly what {@link EventEncoder} could have written,
 * in any field order, plus unknown fields. Everything else is refused with a reason. Thread-safe.
 */
public final class EventDecoder {
    /** Larger records are refused without parsing; our largest event has 368 bytes. */
    public static final int MAX_BYTES = 16 * 1024;
    /** How far an event may lie ahead of its arrival on the stream. */
    public static final long MAX_AHEAD_MILLIS = 5_000;

    private static final String DRIVER_PREFIX = "driver_";
    private static final Pattern DRIVER_NAME = Pattern.compile(DRIVER_PREFIX + "(0|[1-9][0-9]{0,3})");
    private static final Map<String, EventField> EVENT_FIELDS =
            Arrays.stream(EventField.values()).collect(Collectors.toMap(EventField::jsonName, field -> field));

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(1_024)
                    .maxNumberLength(32)
                    .maxNameLength(64)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .build();

    /**
     * @param arrivedAtMillis when the stream took the record, in milliseconds since the epoch; an event may not be
     *     more than {@value #MAX_AHEAD_MILLIS} ms ahead of it
     */
    public Decoded decode(byte[] bytes, long arrivedAtMillis) {
        var canonical = CanonicalEvent.read(bytes);
        if (canonical != null && !isAhead(canonical, arrivedAtMillis)) {
            return new Decoded.Event(canonical, 0);
        }
        return decodeJson(bytes, arrivedAtMillis);
    }

    /** The whole of the rules, in which {@link CanonicalEvent} is only a short cut. */
    Decoded decodeJson(byte[] bytes, long arrivedAtMillis) {
        try {
            RawRecord.check(bytes);
            return parse(bytes, arrivedAtMillis);
        } catch (Refusal e) {
            return new Decoded.Rejected(e.reason, e.getMessage());
        } catch (StreamConstraintsException e) {
            return new Decoded.Rejected("too-large", "a name, number, string or nesting beyond our limits");
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage().startsWith("Duplicate field")
                    ? new Decoded.Rejected("duplicate-key", "a field is given twice")
                    : new Decoded.Rejected("not-json", "not JSON, at byte " + at(e));
        } catch (IOException e) {
            return new Decoded.Rejected("not-json", "not JSON");
        }
    }

    private static long at(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
    }

    private static Decoded parse(byte[] bytes, long arrivedAtMillis) throws IOException, Refusal {
        try (var json = JSON.createParser(bytes)) {
            var first = json.nextToken();
            if (first == null) {
                throw new Refusal("not-json", "empty");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new Refusal("not-object", "not a JSON object");
            }
            var fields = new EventFields();
            var event = json.getParsingContext();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                try {
                    readField(json, fields);
                } catch (Refusal e) {
                    fields.refuse(e);
                    while (json.getParsingContext() != event) {
                        json.nextToken();
                    }
                }
            }
            return judge(json, fields, arrivedAtMillis);
        }
    }

    /** From here on the record is whole, so that a refused one can still be told by its source and number. */
    private static Decoded judge(JsonParser json, EventFields fields, long arrivedAtMillis) {
        try {
            if (nextOrTrailing(json) != null) {
                throw new Refusal("trailing", "something follows the event");
            }
            return new Decoded.Event(notAhead(fields.toEvent(), arrivedAtMillis), fields.unknown);
        } catch (Refusal e) {
            return new Decoded.Rejected(e.reason, e.getMessage(), fields.namedSource(), fields.namedNumber());
        }
    }

    private static StreamEvent notAhead(StreamEvent event, long arrivedAtMillis) throws Refusal {
        if (isAhead(event, arrivedAtMillis)) {
            throw new Refusal(
                    "future", (event.atMillis() - arrivedAtMillis) + " ms ahead of its arrival: a clock is wrong");
        }
        return event;
    }

    private static boolean isAhead(StreamEvent event, long arrivedAtMillis) {
        return event.atMillis() - MAX_AHEAD_MILLIS > arrivedAtMillis;
    }

    private static JsonToken nextOrTrailing(JsonParser json) throws Refusal {
        try {
            return json.nextToken();
        } catch (IOException e) {
            throw new Refusal("trailing", "something that is not JSON follows the event");
        }
    }

    private static void readField(JsonParser json, EventFields fields) throws IOException, Refusal {
        var name = json.currentName();
        json.nextToken();
        switch (name) {
            case JsonName.TYPE -> fields.type = text(json, name);
            case JsonName.SOURCE -> fields.source = text(json, name);
            case JsonName.N -> fields.n = whole(json, name);
            case JsonName.ORDER_ID -> fields.orderId = text(json, name);
            case JsonName.ACKNOWLEDGED -> fields.acknowledged = whole(json, name);
            case JsonName.CLOSED -> fields.closed = bool(json, name);
            case JsonName.AT -> fields.at = whole(json, name);
            case JsonName.WRITTEN_OFF -> fields.writtenOff = bool(json, name);
            case JsonName.THROTTLED -> fields.throttled = throttled(json);
            default -> {
                var field = EVENT_FIELDS.get(name);
                if (field == null) {
                    fields.unknown++;
                    json.skipChildren();
                } else {
                    fields.values.set(field, value(json, field));
                }
            }
        }
    }

    private static long value(JsonParser json, EventField field) throws IOException, Refusal {
        return switch (field.kind()) {
            case DRIVER -> driver(text(json, field.jsonName()));
            case REGION -> region(json, field.jsonName());
            case PRICE -> price(json);
            case SECONDS, MILLIS -> whole(json, field.jsonName());
        };
    }

    /** {@code driver_3} and no other spelling of it; -1 if it is another. */
    private static long driver(String name) {
        return DRIVER_NAME.matcher(name).matches() ? Integer.parseInt(name.substring(DRIVER_PREFIX.length())) : -1;
    }

    private static String text(JsonParser json, String field) throws IOException, Refusal {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new Refusal("field:" + field, field + " must be a string");
        }
        return json.getText();
    }

    private static boolean bool(JsonParser json, String field) throws Refusal {
        if (!json.currentToken().isBoolean()) {
            throw new Refusal("field:" + field, field + " must be true or false");
        }
        return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    private static long whole(JsonParser json, String field) throws IOException, Refusal {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new Refusal("field:" + field, field + " must be a whole number");
        }
        return json.getLongValue();
    }

    private static long price(JsonParser json) throws IOException, Refusal {
        if (!json.currentToken().isNumeric()) {
            throw new Refusal("field:" + EventField.PRICE.jsonName(), "price must be a number");
        }
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new Refusal("price-range", "price must be whole cents in 1.." + OrderEvent.MAX_PRICE);
        }
        return json.getLongValue();
    }

    private static Map<String, Long> throttled(JsonParser json) throws IOException, Refusal {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw badThrottled();
        }
        var counts = new HashMap<String, Long>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var shard = json.currentName();
            json.nextToken();
            var count = whole(json, JsonName.THROTTLED);
            if (!SourceProgress.isThrottled(shard, count) || counts.size() == SourceProgress.MAX_THROTTLED) {
                throw badThrottled();
            }
            counts.put(shard, count);
        }
        return counts;
    }

    private static Refusal badThrottled() {
        return new Refusal(
                "field:" + JsonName.THROTTLED,
                "throttled must have a positive count for each of at most " + SourceProgress.MAX_THROTTLED
                        + " shard ids");
    }

    private static long region(JsonParser json, String field) throws IOException, Refusal {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new Refusal("field:" + field, field + " must be [x,y]");
        }
        json.nextToken();
        var x = whole(json, field);
        json.nextToken();
        var y = whole(json, field);
        if (json.nextToken() != JsonToken.END_ARRAY) {
            throw new Refusal("field:" + field, field + " must be [x,y]");
        }
        if (x < 0 || x >= Region.SIDE || y < 0 || y >= Region.SIDE) {
            throw new Refusal("out-of-grid", field + " [" + x + "," + y + "] is outside 0.." + (Region.SIDE - 1));
        }
        return new Region((int) x, (int) y).index();
    }

    /** Why a record is refused; carries no stack, since bad records may come by the million. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Refusal(String reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        /** Never null: it is what is told of the record. */
        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }
}
