package delivery.drivers;

import delivery.model.OrderEvent;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Where all drivers write. Numbers their events without a gap: a number is used up only once its event was accepted.
 * Thread-safe.
 */
final class EventSink {
    private final Predicate<OrderEvent> writer;
    private long last;

    /** @param writer blocks while the stream cannot keep up; false once it takes no more */
    EventSink(Predicate<OrderEvent> writer) {
        this.writer = writer;
    }

    /** The event as it was written; empty once nothing more is taken. */
    synchronized <E extends OrderEvent> Optional<E> write(LongFunction<E> event) {
        var numbered = event.apply(last + 1);
        if (!writer.test(numbered)) {
            return Optional.empty();
        }
        last++;
        return Optional.of(numbered);
    }

    synchronized long written() {
        return last;
    }
}
