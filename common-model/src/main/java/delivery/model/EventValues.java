package delivery.model;

import java.util.Arrays;

/** The fields of one event on their way to becoming it; to be used again for the next. Not thread-safe. */
public final class EventValues {
    private static final int FIELDS = EventField.values().length;

    private final long[] values = new long[FIELDS];
    private int present;

    public void clear() {
        Arrays.fill(values, 0);
        present = 0;
    }

    /** A region is its index. */
    public void set(EventField field, long value) {
        values[field.ordinal()] = value;
        present |= 1 << field.ordinal();
    }

    boolean has(EventField field) {
        return (present & 1 << field.ordinal()) != 0;
    }

    /** 0 if it was not set. */
    public long get(EventField field) {
        return values[field.ordinal()];
    }

    int whole(EventField field) {
        var value = get(field);
        if (value != (int) value) {
            throw new IllegalArgumentException(field.jsonName() + " " + value + " is too large");
        }
        return (int) value;
    }

    Region region(EventField field) {
        return Region.of(whole(field));
    }
}
