package delivery.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Events to their JSON on the stream, by hand: ASCII only, fields in a fixed order, padded with blanks (which JSON
 * allows) to an exact size. Not thread-safe.
 */
public final class EventEncoder {
    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);

    @SuppressWarnings("NullAway.Init")
    private byte[] out;

    private int length;

    /** The bytes of one record; a new array each time. */
    public byte[] encode(StreamEvent event) {
        return event instanceof OrderEvent order ? encode(order) : encode((SourceProgress) event);
    }

    private byte[] encode(OrderEvent event) {
        var type = event.type();
        out = new byte[type.bytes()];
        length = 0;
        raw("{\"type\":\"");
        raw(type.jsonName());
        raw("\",\"source\":\"");
        raw(event.source());
        raw("\"");
        number(JsonName.N, event.number());
        name(JsonName.ORDER_ID);
        raw("\"");
        raw(event.orderId().source());
        raw("-");
        digits(event.orderId().number());
        raw("\"");
        for (var field : type.fields()) {
            name(field.jsonName());
            value(field.kind(), event.value(field));
        }
        out[length++] = '}';
        Arrays.fill(out, length, out.length, (byte) ' ');
        return out;
    }

    private void value(EventField.Kind kind, long value) {
        switch (kind) {
            case DRIVER -> {
                raw("\"driver_");
                digits(value);
                raw("\"");
            }
            case REGION -> {
                raw("[");
                digits(value % Region.SIDE);
                raw(",");
                digits(value / Region.SIDE);
                raw("]");
            }
            case PRICE, SECONDS, MILLIS -> digits(value);
        }
    }

    private byte[] encode(SourceProgress progress) {
        out = new byte[180 + 80 * progress.throttled().size()];
        length = 0;
        raw("{\"type\":\"" + JsonName.SOURCE_PROGRESS + "\",\"source\":\"" + progress.source() + '"');
        number(JsonName.ACKNOWLEDGED, progress.acknowledged());
        raw(",\"" + JsonName.CLOSED + "\":" + progress.closed());
        number(JsonName.AT, progress.atMillis());
        if (!progress.throttled().isEmpty()) {
            throttled(progress.throttled());
        }
        if (progress.writtenOff()) {
            raw(",\"" + JsonName.WRITTEN_OFF + "\":true");
        }
        out[length++] = '}';
        return Arrays.copyOf(out, length);
    }

    private void throttled(Map<String, Long> counts) {
        name(JsonName.THROTTLED);
        var separator = "{\"";
        for (var each : counts.entrySet()) {
            raw(separator);
            raw(each.getKey());
            raw("\":");
            digits(each.getValue());
            separator = ",\"";
        }
        raw("}");
    }

    private void number(String field, long value) {
        name(field);
        digits(value);
    }

    private void name(String field) {
        raw(",\"");
        raw(field);
        raw("\":");
    }

    @SuppressWarnings("deprecation") // the one copy of ASCII characters that makes no new array
    private void raw(String ascii) {
        ascii.getBytes(0, ascii.length(), out, length);
        length += ascii.length();
    }

    private void digits(long value) {
        var end = length + 1;
        for (var rest = value / 10; rest > 0; rest /= 10) {
            end++;
        }
        var rest = value;
        for (var at = end - 1; at >= length; at--) {
            out[at] = DIGITS[(int) (rest % 10)];
            rest /= 10;
        }
        length = end;
    }
}
