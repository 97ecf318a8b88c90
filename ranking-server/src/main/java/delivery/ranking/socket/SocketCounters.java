package delivery.ranking.socket;

import delivery.protocol.Message;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Refused;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Every limit and every refusal of the ranking socket has a counter. Thread-safe. */
public final class SocketCounters {
    /** Why a connection was turned away or ended by us. */
    public enum Ending {
        /** All connections are in use. */
        CONNECTIONS,
        /** Too many from one address. */
        ADDRESS,
        /** Too many that we have not welcomed: the one that waited longest made room. */
        UNGREETED,
        /** The system gave us no thread for it. */
        THREADS,
        HTTP,
        /** No TLS where it was asked for, or none that we agreed on. */
        TLS,

        // The codes of a Failure.
        NOT_A_FRAME,
        TOO_LARGE,
        CHECKSUM,
        MALFORMED,
        UNEXPECTED,
        BAD_HELLO,
        BAD_BATCH,
        WRONG_EPOCH,
        SILENT,
        SLOW,
        /** As many shards are brought as there is room for. */
        LIMIT,
        INTERNAL,

        FENCED,

        // The reasons of a Refused.
        BUSY,
        WAIT,
        TOKEN,
        STREAM,
        VERSION,
        ENDED,
        HANDOVER;

        /** Which one our last word stands for; null for a GoAway, which ends all connections alike. */
        static Ending of(Message lastWord) {
            if (lastWord instanceof Failure failure) {
                return valueOf(failure.code().name());
            } else if (lastWord instanceof Refused refused) {
                return valueOf(refused.reason().name());
            }
            return lastWord instanceof Fenced ? FENCED : null;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final LongAdder accepted = new LongAdder();
    private final LongAdder rewinds = new LongAdder();
    private final Map<Ending, LongAdder> endings = new EnumMap<>(Ending.class);

    public SocketCounters() {
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

    public long accepted() {
        return accepted.sum();
    }

    public long rewinds() {
        return rewinds.sum();
    }

    public long ended(Ending why) {
        return endings.get(why).sum();
    }
}
