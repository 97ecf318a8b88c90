package delivery.ranking;

import delivery.protocol.Message.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Every limit and every refusal of the ranking socket has a counter. Thread-safe. */
final class SocketCounters {
    /** Why a connection was turned away or ended by us. */
    enum Ending {
        /** All connections are in use. */
        LIMIT,
        /** Said nothing, or too slowly. */
        SILENT,
        HTTP,
        /** Not a frame of our protocol. */
        NOT_A_FRAME,
        /** A frame of our protocol at the wrong time or with the wrong content. */
        PROTOCOL,
        FENCED,
        BUSY,
        WAIT,
        TOKEN,
        STREAM,
        VERSION,
        ENDED;

        static Ending of(Reason reason) {
            return valueOf(reason.name());
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final LongAdder accepted = new LongAdder();
    private final LongAdder rewinds = new LongAdder();
    private final Map<Ending, LongAdder> endings = new EnumMap<>(Ending.class);

    SocketCounters() {
        for (var ending : Ending.values()) {
            endings.put(ending, new LongAdder());
        }
    }

    void accept() {
        accepted.increment();
    }

    void rewind() {
        rewinds.increment();
    }

    void end(Ending why) {
        endings.get(why).increment();
    }

    long accepted() {
        return accepted.sum();
    }

    long rewinds() {
        return rewinds.sum();
    }

    long ended(Ending why) {
        return endings.get(why).sum();
    }
}
