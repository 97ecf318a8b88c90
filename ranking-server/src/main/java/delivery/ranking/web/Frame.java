package delivery.ranking.web;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One server-sent event, in two forms: all there is, and what has changed since the frame before it; each as every {@link Coding} has
 * it. Each is made when first asked for, and then the same for everyone. Thread-safe.
 */
final class Frame {
    private final long number;
    private final Map<Coding, Once<byte[]>> whole;
    private final Map<Coding, Once<byte[]>> change;

    /**
     * @param number one more than the frame's before
     * @param change null if it is always sent whole
     */
    Frame(long number, Supplier<byte[]> whole, Supplier<byte[]> change) {
        this.number = number;
        this.whole = coded(whole);
        this.change = change == null ? this.whole : coded(change);
    }

    private static Map<Coding, Once<byte[]>> coded(Supplier<byte[]> json) {
        var event = new Once<>(() -> event(json.get()));
        var all = new EnumMap<Coding, Once<byte[]>>(Coding.class);
        for (var coding : Coding.values()) {
            all.put(coding, new Once<>(() -> coding.of(event.get())));
        }
        return all;
    }

    long number() {
        return number;
    }

    byte[] whole(Coding coding) {
        return whole.get(coding).get();
    }

    byte[] change(Coding coding) {
        return change.get(coding).get();
    }

    private static byte[] event(byte[] json) {
        var begin = "data: ".getBytes(StandardCharsets.US_ASCII);
        var event = new byte[begin.length + json.length + 2];
        System.arraycopy(begin, 0, event, 0, begin.length);
        System.arraycopy(json, 0, event, begin.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }
}
