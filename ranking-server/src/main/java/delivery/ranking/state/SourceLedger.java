package delivery.ranking.state;

import delivery.bytes.Fields;
import delivery.bytes.Layout;
import delivery.model.EventType;
import delivery.model.SourceProgress;
import delivery.ranking.identity.DenseSet;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** All that is kept of one source: the identities of its orders' events, and the audit of its own numbers. */
public final class SourceLedger {
    /** Shards for which is kept how often it was throttled; of more, those made last. */
    static final int MAX_THROTTLED = 4 * SourceProgress.MAX_THROTTLED;

    private static final Layout<Map.Entry<String, Long>> COUNT =
            f -> Map.entry(f.text(Map.Entry::getKey), f.i64(Map.Entry::getValue));

    private final String name;
    /** By type of event the numbers of this source's orders of which one has counted. */
    private final Map<EventType, DenseSet> counted;

    private final SourceAudit audit;
    /** How many of its records the service has refused for a shard's quota. */
    private final TreeMap<String, Long> throttled = new TreeMap<>();

    private long heardAtMillis;
    /** When an event or a word of its own arrived last; 0 if none has. */
    private long spokeAtMillis;
    /** When it was written off; 0 if it was not. */
    private long writtenOffAtMillis;
    /** As it was frozen last; null once it has changed. */
    private SourceLedger frozen;

    SourceLedger(String name) {
        this(name, sets(type -> new DenseSet()), new SourceAudit(), 0);
    }

    private SourceLedger(String name, Map<EventType, DenseSet> counted, SourceAudit audit, long heardAtMillis) {
        this.name = name;
        this.counted = counted;
        this.audit = audit;
        this.heardAtMillis = heardAtMillis;
    }

    private static Map<EventType, DenseSet> sets(Function<EventType, DenseSet> of) {
        var sets = new EnumMap<EventType, DenseSet>(EventType.class);
        EventType.all().forEach(type -> sets.put(type, of.apply(type)));
        return sets;
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

    /** The numbers of its orders of which an event of that type has counted. */
    public DenseSet counted(EventType type) {
        return counted.get(type);
    }

    /** As it is now; the same one again as long as nothing changes. */
    SourceLedger freeze() {
        if (frozen == null) {
            frozen = new SourceLedger(name, sets(type -> counted.get(type).freeze()), audit.freeze(), heardAtMillis);
            frozen.throttled.putAll(throttled);
            frozen.spokeAtMillis = spokeAtMillis;
            frozen.writtenOffAtMillis = writtenOffAtMillis;
        }
        return frozen;
    }

    /**
     * As bytes, without the bits of its sets.
     *
     * @param bits those of a source, by its name; of no account on the way out
     */
    public static SourceLedger describe(Fields<SourceLedger> f, Function<String, SourceBits> bits) {
        var name = f.text(SourceLedger::name);
        var its = bits.apply(name);
        var seen = new DenseSet(its.seen(), f.i64(each -> each.audit.seen().low()));
        var audit = f.part(SourceLedger::audit, each -> SourceAudit.describe(each, seen, its.rejected(), its.future()));
        var lows = f.longs(each -> EventType.all().stream()
                .mapToLong(type -> each.counted(type).low())
                .toArray());
        var counted =
                sets(type -> new DenseSet(its.counted(type), type.ordinal() < lows.length ? lows[type.ordinal()] : 0));
        var source = new SourceLedger(name, counted, audit, f.i64(SourceLedger::heardAtMillis));
        f.list(each -> List.copyOf(each.throttled.entrySet()), COUNT)
                .forEach(each -> source.throttled.put(each.getKey(), each.getValue()));
        source.spokeAtMillis = f.i64(each -> each.spokeAtMillis);
        source.writtenOffAtMillis = f.i64(each -> each.writtenOffAtMillis);
        return source;
    }

    /** What follows from the stream alone, without the bits of its sets: to be compared, not to be read again. */
    public static SourceLedger describeWhatIsOnTheStream(Fields<SourceLedger> f) {
        f.text(SourceLedger::name);
        f.i64(each -> each.audit.seen().low());
        f.part(SourceLedger::audit, SourceAudit::describeWords);
        f.longs(each -> EventType.all().stream()
                .mapToLong(type -> each.counted(type).low())
                .toArray());
        f.i64(SourceLedger::heardAtMillis);
        f.i64(each -> each.spokeAtMillis);
        f.i64(each -> each.writtenOffAtMillis);
        return f.written();
    }
}
