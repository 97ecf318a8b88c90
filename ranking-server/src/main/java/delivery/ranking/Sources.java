package delivery.ranking;

import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.protocol.Message.ProgressRecord;
import delivery.ranking.RankingPicture.Forgotten;
import delivery.ranking.RankingPicture.SourcePicture;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each source put on the stream, against what has come; and which events have counted. */
final class Sources {
    /**
     * How much further than a source's word every shard must have been read. An event reached its shard before the
     * word reached another, but each shard's machine stamps the time by its own clock.
     */
    static final long SLACK_MILLIS = 1_000;

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
    record Image(List<Source> sources, Forgotten forgotten, long conflicts) {
        static final Image EMPTY = new Image(List.of(), Forgotten.NONE, 0);
    }

    private final Map<String, Source> sources = new HashMap<>();
    private Forgotten forgotten = Forgotten.NONE;
    private long conflicts;

    Sources(Image image) {
        image.sources().forEach(source -> sources.put(source.name(), source));
        forgotten = image.forgotten();
        conflicts = image.conflicts();
    }

    /** Says whether the event counts, and from now on knows it. */
    Outcome see(OrderEvent event, long arrivedAtMillis) {
        var source = of(event.source(), arrivedAtMillis);
        var orderSource = event.orderId().source();
        var counted = (orderSource.equals(source.name()) ? source : of(orderSource, arrivedAtMillis)).counted(event);
        var audit = source.audit();
        var number = audit.number(event.number());
        if (number == SourceAudit.Number.APPLIED) {
            return counted.contains(event.orderId().number()) ? Outcome.DUPLICATE : conflict();
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

    /** A record that is no event of ours, but says whose it is: it is not missing. */
    void reject(String source, long number, long arrivedAtMillis) {
        of(source, arrivedAtMillis).audit().reject(number);
    }

    void hear(ProgressRecord word) {
        of(word.progress().source(), word.arrivedAtMillis()).hear(word.progress(), word.arrivedAtMillis());
    }

    private Source of(String name, long arrivedAtMillis) {
        var source = sources.computeIfAbsent(name, Source::new);
        source.touch(arrivedAtMillis);
        return source;
    }

    /** Whether the creation of the order has counted. */
    boolean hasCreated(OrderId id) {
        var source = sources.get(id.source());
        return source != null && source.created().contains(id.number());
    }

    /** Whether its assignment has. */
    boolean hasAssigned(OrderId id) {
        var source = sources.get(id.source());
        return source != null && source.assigned().contains(id.number());
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
                forgotten = forgotten.plus(source.audit());
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

    List<SourcePicture> picture() {
        return sources.values().stream()
                .map(source -> source.audit().picture(source.name()))
                .sorted(Comparator.comparing(SourcePicture::source))
                .toList();
    }

    Forgotten forgotten() {
        return forgotten;
    }

    long conflicts() {
        return conflicts;
    }

    Image freeze() {
        return new Image(sources.values().stream().map(Source::freeze).toList(), forgotten, conflicts);
    }
}
