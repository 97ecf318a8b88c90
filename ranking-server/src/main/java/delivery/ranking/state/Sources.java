package delivery.ranking.state;

import delivery.model.EventType;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import delivery.ranking.state.RankingPicture.Forgotten;
import delivery.ranking.state.RankingPicture.SourcePicture;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each source put on the stream, against what has come; and which events have counted. */
public final class Sources {
    /**
     * How much further than a source's word every shard must have been read. An event reached its shard before the
     * word reached another, but each shard's machine stamps the time by its own clock.
     */
    static final long SLACK_MILLIS = 1_000;

    /** Why an event is rejected that is right but for its source's clock. */
    static final String FUTURE = "future";

    /** What became of an event. */
    enum Outcome {
        /** It counts. */
        APPLIED,
        /** A copy of one that came before. */
        DUPLICATE,
        /**
         * Not a copy, but its identity or its number is that of another event, which came first and stays. It counts as
         * rejected.
         */
        CONFLICT
    }

    /** As they were at one moment. */
    public record Image(
            List<SourceLedger> sources, Forgotten forgotten, long conflicts, long contradictions, long nameless) {
        static final Image EMPTY = new Image(List.of(), Forgotten.NONE, 0, 0, 0);
    }

    private final Map<String, SourceLedger> sources = new HashMap<>();
    private Forgotten forgotten = Forgotten.NONE;
    private long conflicts;
    /** Of the conflicts those that cannot be put right: two events with one number. */
    private long contradictions;
    /** Rejected records that name no source, or one that is forgotten and was none. */
    private long nameless;

    Sources(Image image) {
        image.sources().forEach(source -> sources.put(source.name(), source));
        forgotten = image.forgotten();
        conflicts = image.conflicts();
        contradictions = image.contradictions();
        nameless = image.nameless();
    }

    /** Says whether the event counts, and from now on knows it. */
    Outcome see(OrderEvent event, long arrivedAtMillis) {
        var source = of(event.source(), arrivedAtMillis);
        source.speak(arrivedAtMillis);
        var orderSource = event.orderId().source();
        var counted =
                (orderSource.equals(source.name()) ? source : of(orderSource, arrivedAtMillis)).counted(event.type());
        var audit = source.audit();
        var number = audit.number(event.number());
        if (number == SourceAudit.Number.APPLIED) {
            if (counted.contains(event.orderId().number())) {
                return Outcome.DUPLICATE;
            }
            contradictions++;
            return conflict();
        }
        if (counted.add(event.orderId().number())) {
            audit.apply(event.number());
            return Outcome.APPLIED;
        }
        if (number == SourceAudit.Number.REJECTED) {
            return Outcome.DUPLICATE;
        }
        audit.reject(event.number());
        return conflict();
    }

    private Outcome conflict() {
        conflicts++;
        return Outcome.CONFLICT;
    }

    /** A record that is no event of ours; if it says whose it is, it is not missing. */
    void reject(RejectedRecord record) {
        if (record.source().isEmpty()) {
            nameless++;
            return;
        }
        var source = of(record.source(), record.arrivedAtMillis());
        if (record.reason().equals(FUTURE)) {
            // All of it is right but the clock: an event of a source.
            source.speak(record.arrivedAtMillis());
            source.audit().rejectFuture(record.number());
        } else {
            source.audit().reject(record.number());
        }
    }

    void hear(ProgressRecord word) {
        of(word.progress().source(), word.arrivedAtMillis()).hear(word.progress(), word.arrivedAtMillis());
    }

    private SourceLedger of(String name, long arrivedAtMillis) {
        var source = sources.computeIfAbsent(name, SourceLedger::new);
        source.touch(arrivedAtMillis);
        return source;
    }

    /** Whether the creation of the order has counted. */
    boolean hasCreated(OrderId id) {
        var source = sources.get(id.source());
        return source != null && source.counted(EventType.CREATED).contains(id.number());
    }

    /** Whether its assignment has. */
    boolean hasAssigned(OrderId id) {
        var source = sources.get(id.source());
        return source != null && source.counted(EventType.ASSIGNED).contains(id.number());
    }

    /** Every shard has been read past this moment of the stream's clock. */
    void settle(long readThroughMillis) {
        var passed = Math.max(readThroughMillis, 0) - SLACK_MILLIS;
        sources.values().forEach(source -> source.settle(passed));
    }

    /** Of a source not heard of since then no copy can be on the stream any more: what remains of it is its sums. */
    void forgetIdleSince(long millis) {
        for (var each = sources.values().iterator(); each.hasNext(); ) {
            var source = each.next();
            if (source.heardAtMillis() < millis && source.audit().pending() == 0) {
                forgotten = forgotten.plus(source.audit(), source.isStranger());
                nameless += source.isStranger() ? source.audit().rejected() : 0;
                each.remove();
            }
        }
    }

    /** How many records the service has refused for a shard's quota, by shard, as far as the sources have said. */
    Map<String, Long> throttled() {
        var sum = new HashMap<String, Long>();
        sources.values()
                .forEach(source -> source.throttled().forEach((shard, count) -> sum.merge(shard, count, Long::sum)));
        return sum;
    }

    /** @param heardThroughMillis whatever a source had put by then would have been heard; 0 if that is not known */
    List<SourcePicture> picture(long heardThroughMillis) {
        return sources.values().stream()
                .map(source -> source.picture(heardThroughMillis))
                .sorted(Comparator.comparing(SourcePicture::source))
                .toList();
    }

    /** Rejected records of no source that we know. */
    long garbage() {
        return nameless
                + sources.values().stream()
                        .filter(SourceLedger::isStranger)
                        .mapToLong(source -> source.audit().rejected())
                        .sum();
    }

    long contradictions() {
        return contradictions;
    }

    Forgotten forgotten() {
        return forgotten;
    }

    long conflicts() {
        return conflicts;
    }

    Image freeze() {
        return new Image(
                sources.values().stream().map(SourceLedger::freeze).toList(),
                forgotten,
                conflicts,
                contradictions,
                nameless);
    }
}
