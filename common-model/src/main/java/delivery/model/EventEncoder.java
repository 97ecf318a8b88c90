package delivery.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Events to their JSON on the stream, by hand: ASCII only, fields in a fixed order, padded with blanks (which JSON
 * allows) to an exact size. Not thread-safe.
 */
public final class EventEncoder {
    /** Bytes of every {@code order_created}. */
    public static final int CREATED_BYTES = 368;
    /** Bytes of every {@code order_assigned} and {@code order_completed}. */
    public static final int LATER_BYTES = 240;

    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private byte[] out;
    private int length;

    /** The bytes of one record; a new array each time. */
    public byte[] encode(StreamEvent event) {
        if (event instanceof SourceProgress progress) {
            return encode(progress);
        }
        return ((OrderEvent) event).accept(orderEvents);
    }

    private final OrderEvent.Visitor<byte[]> orderEvents = new OrderEvent.Visitor<>() {
        @Override
        public byte[] created(OrderCreated event) {
            begin(CREATED_BYTES, EventField.ORDER_CREATED, event);
            region(EventField.PICK_UP, event.pickUp());
            region(EventField.DROP_OFF, event.dropOff());
            number(EventField.PRICE, event.price());
            number(EventField.WINDOW_SECONDS, event.windowSeconds());
            number(EventField.CREATED_AT, event.createdAtMillis());
            return end();
        }

        @Override
        public byte[] assigned(OrderAssigned event) {
            begin(LATER_BYTES, EventField.ORDER_ASSIGNED, event);
            driver(event.driver());
            region(EventField.DRIVER_AT, event.driverAt());
            region(EventField.PICK_UP, event.pickUp());
            region(EventField.DROP_OFF, event.dropOff());
            number(EventField.PRICE, event.price());
            number(EventField.CREATED_AT, event.createdAtMillis());
            number(EventField.ASSIGNED_AT, event.assignedAtMillis());
            return end();
        }

        @Override
        public byte[] completed(OrderCompleted event) {
            begin(LATER_BYTES, EventField.ORDER_COMPLETED, event);
            driver(event.driver());
            region(EventField.PICK_UP, event.pickUp());
            region(EventField.DROP_OFF, event.dropOff());
            number(EventField.PRICE, event.price());
            number(EventField.CREATED_AT, event.createdAtMillis());
            number(EventField.ASSIGNED_AT, event.assignedAtMillis());
            number(EventField.COMPLETED_AT, event.completedAtMillis());
            return end();
        }
    };

    private byte[] encode(SourceProgress progress) {
        out = new byte[180 + 80 * progress.throttled().size()];
        length = 0;
        raw("{\"type\":\"" + EventField.SOURCE_PROGRESS + "\",\"source\":\"" + progress.source() + '"');
        number(EventField.ACKNOWLEDGED, progress.acknowledged());
        raw(",\"" + EventField.CLOSED + "\":" + progress.closed());
        number(EventField.AT, progress.atMillis());
        if (!progress.throttled().isEmpty()) {
            throttled(progress.throttled());
        }
        if (progress.writtenOff()) {
            raw(",\"" + EventField.WRITTEN_OFF + "\":true");
        }
        out[length++] = '}';
        return Arrays.copyOf(out, length);
    }

    private void throttled(Map<String, Long> counts) {
        name(EventField.THROTTLED);
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

    private void begin(int size, String type, OrderEvent event) {
        out = new byte[size];
        length = 0;
        raw("{\"type\":\"");
        raw(type);
        raw("\",\"source\":\"");
        raw(event.source());
        raw("\"");
        number(EventField.N, event.number());
        name(EventField.ORDER_ID);
        raw("\"");
        raw(event.orderId().source());
        raw("-");
        digits(event.orderId().number());
        raw("\"");
    }

    private byte[] end() {
        out[length++] = '}';
        Arrays.fill(out, length, out.length, (byte) ' ');
        return out;
    }

    private void driver(int driver) {
        name(EventField.DRIVER);
        raw("\"driver_");
        digits(driver);
        raw("\"");
    }

    private void region(String field, Region region) {
        name(field);
        raw("[");
        digits(region.x());
        raw(",");
        digits(region.y());
        raw("]");
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
