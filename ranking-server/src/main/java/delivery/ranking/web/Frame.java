package delivery.ranking.web;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * One server-sent event, in two forms: all there is, and what has changed since the frame before it. Each is made when
 * first asked for, and then the same for everyone. Thread-safe.
 */
final class Frame {
    private final long number;
    private final Once<byte[]> whole;
    private final Once<byte[]> change;

    /**
     * @param number one more than the frame's before
     * @param change null if it is always sent whole
     */
    Frame(long number, Supplier<byte[]> whole, Supplier<byte[]> change) {
        this.number = number;
        this.whole = new Once<>(() -> event(whole.get()));
        this.change = change == null ? this.whole : new Once<>(() -> event(change.get()));
    }

    long number() {
        return number;
    }

    byte[] whole() {
        return whole.get();
    }

    byte[] change() {
        return change.get();
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
