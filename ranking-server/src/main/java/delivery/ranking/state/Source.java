package delivery.ranking.state;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.SourceProgress;
import delivery.ranking.identity.Bits;
import delivery.ranking.identity.DenseSet;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that is kept of one source: the identities of its orders' events, and the audit of its own numbers. */
public final class Source {
    /** Shards for which is kept how often it was throttled; of more, those made last. */
    static final int MAX_THROTTLED = 4 * SourceProgress.MAX_THROTTLED;

    private final String name;
    private final DenseSet created;
    private final DenseSet assigned;
    private final DenseSet completed;
    private final SourceAudit audit;
    private final OrderEvent.Visitor<DenseSet> setOf = new SetOf();
    /** How many of its records the service has refused for a shard's quota. */
    private final TreeMap<String, Long> throttled = new TreeMap<>();

    private long heardAtMillis;
    /** When an event or a word of its own arrived last; 0 if none has. */
    private long spokeAtMillis;
    /** When it was written off; 0 if it was not. */
    private long writtenOffAtMillis;
    /** As it was frozen last; null once it has changed. */
    private Source frozen;

    Source(String name) {
        this(name, new DenseSet(), new DenseSet(), new DenseSet(), new SourceAudit(), 0);
    }

    Source(
            String name,
            DenseSet created,
            DenseSet assigned,
            DenseSet completed,
            SourceAudit audit,
            long heardAtMillis) {
        this.name = name;
        this.created = created;
        this.assigned = assigned;
        this.completed = completed;
        this.audit = audit;
        this.heardAtMillis = heardAtMillis;
    }

    /** The numbers of this source's orders of which an event of that type has counted. */
    DenseSet counted(OrderEvent event) {
        return event.accept(setOf);
    }

    private final class SetOf implements OrderEvent.Visitor<DenseSet> {
        @Override
        public DenseSet created(OrderCreated event) {
            return created;
        }

        @Override
        public DenseSet assigned(OrderAssigned event) {
            return assigned;
        }

        @Override
        public DenseSet completed(OrderCompleted event) {
            return completed;
        }
    }

    DenseSet created() {
        return created;
    }

    DenseSet assigned() {
        return assigned;
    }

    /** Something of this source, or about one of its orders, arrived then; and it is about to change. */
    void touch(long arrivedAtMillis) {
        heardAtMillis = Math.max(heardAtMillis, arrivedAtMillis);
        frozen = null;
    }

    /** It lives: something that it had put itself arrived then. */
    void speak(long arrivedAtMillis) {
        spokeAtMillis = Math.max(spokeAtMillis, arrivedAtMillis);
    }

    void hear(SourceProgress word, long arrivedAtMillis) {
        if (word.writtenOff()) {
            writtenOffAtMillis = Math.max(writtenOffAtMillis, arrivedAtMillis);
        } else {
            speak(arrivedAtMillis);
        }
        audit.hear(word, arrivedAtMillis);
        // Words may come in any order, and again.
        word.throttled().forEach((shard, count) -> throttled.merge(shard, count, Math::max));
        while (throttled.size() > MAX_THROTTLED) {
            throttled.pollFirstEntry();
        }
    }

    /** Nobody knows it: it has put nothing that is right, others name it. */
    boolean isStranger() {
        return spokeAtMillis == 0 && writtenOffAtMillis == 0 && audit.future() == 0;
    }

    /** And has not said anything since. */
    private boolean isWrittenOff() {
        return writtenOffAtMillis > 0 && writtenOffAtMillis >= spokeAtMillis;
    }

    /** @param heardThroughMillis whatever it had put by then would have been heard; 0 if that is not known */
    SourcePicture picture(long heardThroughMillis) {
        var silentMillis = Math.max(0, heardThroughMillis - spokeAtMillis);
        var state = isStranger()
                ? SourceState.STRANGER
                : audit.isClosed()
                        ? SourceState.CLOSED
                        : isWrittenOff()
                                ? SourceState.WRITTEN_OFF
                                : silentMillis >= SourceAudit.SILENT_MILLIS
                                        ? SourceState.SILENT
                                        : SourceState.PRODUCING;
        var hasReturned = writtenOffAtMillis > 0 && !isWrittenOff() && !audit.isClosed();
        return audit.picture(name, state, isStranger() ? 0 : silentMillis / 1_000, hasReturned);
    }

    Map<String, Long> throttled() {
        return throttled;
    }

    void settle(long readThroughMillis) {
        if (audit.settle(readThroughMillis)) {
            frozen = null;
        }
    }

    public String name() {
        return name;
    }

    public SourceAudit audit() {
        return audit;
    }

    long heardAtMillis() {
        return heardAtMillis;
    }

    /** Its dense sets, always in the same order. */
    public List<DenseSet> sets() {
        return List.of(created, assigned, completed, audit.seen());
    }

    /** As it is now; the same one again as long as nothing changes. */
    Source freeze() {
        if (frozen == null) {
            frozen = new Source(
                    name, created.freeze(), assigned.freeze(), completed.freeze(), audit.freeze(), heardAtMillis);
            frozen.throttled.putAll(throttled);
            frozen.spokeAtMillis = spokeAtMillis;
            frozen.writtenOffAtMillis = writtenOffAtMillis;
        }
        return frozen;
    }

    public void write(DataOutput out) throws IOException {
        out.writeUTF(name);
        for (var set : sets()) {
            out.writeLong(set.low());
        }
        out.writeLong(heardAtMillis);
        audit.write(out);
        out.writeShort(throttled.size());
        for (var each : throttled.entrySet()) {
            out.writeUTF(each.getKey());
            out.writeLong(each.getValue());
        }
        out.writeLong(spokeAtMillis);
        out.writeLong(writtenOffAtMillis);
    }

    /** @param bits of its sets, by their place in {@link #sets()}; those of the rejected numbers follow, and those ahead of time */
    public static Source read(DataInputStream in, Map<Integer, Bits> bits) throws IOException {
        var name = in.readUTF();
        var created = set(in, bits.get(0));
        var assigned = set(in, bits.get(1));
        var completed = set(in, bits.get(2));
        var seen = set(in, bits.get(3));
        var rejected = bits.getOrDefault(4, new Bits());
        var future = bits.getOrDefault(5, new Bits());
        var heardAtMillis = in.readLong();
        var audit = SourceAudit.read(in, seen, rejected, future);
        var source = new Source(name, created, assigned, completed, audit, heardAtMillis);
        // An older snapshot ends here.
        for (var count = in.available() > 0 ? in.readUnsignedShort() : 0; count > 0; count--) {
            source.throttled.put(in.readUTF(), in.readLong());
        }
        // Or here: that it spoke is all but certain then.
        source.spokeAtMillis = in.available() > 0 ? in.readLong() : heardAtMillis;
        source.writtenOffAtMillis = in.available() > 0 ? in.readLong() : 0;
        return source;
    }

    private static DenseSet set(DataInput in, Bits bits) throws IOException {
        return new DenseSet(bits == null ? new Bits() : bits, in.readLong());
    }
}
