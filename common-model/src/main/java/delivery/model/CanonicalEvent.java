package delivery.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads an order event whose bytes are just those that {@link EventEncoder} writes, and nothing else, in a fraction
 * of the parser's time. What differs by a blank is the parser's, as is all that is to be refused.
 */
final class CanonicalEvent {
    private static final byte[][] HEADS = EventType.all().stream()
            .map(type -> ascii("{\"" + JsonName.TYPE + "\":\"" + type.jsonName() + "\",\"" + JsonName.SOURCE + "\":\""))
            .toArray(byte[][]::new);
    private static final byte[] NUMBER = ascii("\",\"" + JsonName.N + "\":");
    private static final byte[] ORDER_ID = ascii(",\"" + JsonName.ORDER_ID + "\":\"");
    private static final byte[] DRIVER = ascii("\"driver_");
    /** With its comma before and its colon after it. */
    private static final byte[][] NAMES = Arrays.stream(EventField.values())
            .map(field -> ascii(",\"" + field.jsonName() + "\":"))
            .toArray(byte[][]::new);
    /** More would not fit into a long for sure. */
    private static final int MAX_DIGITS = 18;

    private final byte[] in;
    private int at;
    private boolean differs;

    private CanonicalEvent(byte[] in) {
        this.in = in;
    }

    /** Null if it is none, or none that may be. */
    static @Nullable OrderEvent read(byte[] bytes) {
        return new CanonicalEvent(bytes).event();
    }

    private @Nullable OrderEvent event() {
        for (var type : EventType.all()) {
            if (in.length == type.bytes() && startsWith(HEADS[type.ordinal()])) {
                at = HEADS[type.ordinal()].length;
                return event(type);
            }
        }
        return null;
    }

    private @Nullable OrderEvent event(EventType type) {
        var source = word();
        skip(NUMBER);
        var number = digits();
        skip(ORDER_ID);
        var orderSource = type.namesOrder() ? skipAgain(source) : word();
        skip('-');
        var orderNumber = digits();
        skip('"');
        var values = new EventValues();
        for (var field : type.fields()) {
            skip(NAMES[field.ordinal()]);
            var value = value(field.kind());
            differs |= !field.allows(value);
            values.set(field, value);
        }
        skip('}');
        if (differs || !onlyBlanksFollow() || !isNumber(number) || !isNumber(orderNumber)) {
            return null;
        }
        if (type.namesOrder() && orderNumber != number || !SourceId.isValid(source) || !SourceId.isValid(orderSource)) {
            return null;
        }
        return values.get(EventField.PICK_UP) == values.get(EventField.DROP_OFF)
                ? null
                : type.event(source, number, new OrderId(orderSource, orderNumber), values);
    }

    private static boolean isNumber(long number) {
        return number >= 1 && number <= OrderId.MAX_NUMBER;
    }

    private long value(EventField.Kind kind) {
        return switch (kind) {
            case DRIVER -> driver();
            case REGION -> region();
            case PRICE, SECONDS, MILLIS -> digits();
        };
    }

    private long driver() {
        skip(DRIVER);
        var driver = digits();
        skip('"');
        return driver;
    }

    private long region() {
        skip('[');
        var x = digits();
        skip(',');
        var y = digits();
        skip(']');
        differs |= x >= Region.SIDE || y >= Region.SIDE;
        return y * Region.SIDE + x;
    }

    /** In the one way to write a whole number: no sign, no zero before it. */
    private long digits() {
        var start = at;
        var value = 0L;
        while (at < in.length && in[at] >= '0' && in[at] <= '9' && at - start < MAX_DIGITS) {
            value = 10 * value + in[at++] - '0';
        }
        differs |= at == start || at > start + 1 && in[start] == '0';
        return value;
    }

    /** What may be a source's id. */
    private String word() {
        var start = at;
        while (at < in.length
                && at - start < SourceId.MAX_LENGTH
                && (in[at] >= 'a' && in[at] <= 'z' || in[at] >= '0' && in[at] <= '9')) {
            at++;
        }
        return start < at ? new String(in, start, at - start, ISO_8859_1) : "";
    }

    private String skipAgain(String word) {
        for (var i = 0; i < word.length(); i++) {
            skip(word.charAt(i));
        }
        return word;
    }

    private void skip(char c) {
        differs |= at >= in.length || in[at] != c;
        at++;
    }

    private void skip(byte[] text) {
        differs |= !startsWith(text);
        at += text.length;
    }

    private boolean startsWith(byte[] text) {
        return in.length - at >= text.length && Arrays.equals(in, at, at + text.length, text, 0, text.length);
    }

    private boolean onlyBlanksFollow() {
        for (var i = at; i < in.length; i++) {
            if (in[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
