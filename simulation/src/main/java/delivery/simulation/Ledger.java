package delivery.simulation;

import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderEvent;
import delivery.model.SourceProgress;
import delivery.model.StreamEvent;
import delivery.protocol.Message.Batch;
import delivery.protocol.Position;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was really stored, record by record, and what its writers were told: kept outside the system, to judge it by.
 */
final class Ledger {
    private final EventDecoder decoder = new EventDecoder();
    private final Map<String, List<Entry>> shards = new LinkedHashMap<>();
    private final Set<Identity> acknowledged = new HashSet<>();
    private long records;
    private long lost;

    /**
     * A stored record.
     *
     * @param event null if it is none of ours
     */
    record Entry(String shardId, BigInteger sequenceNumber, StreamEvent event, long arrivedAtMillis) {}

    /** What makes two records one event. */
    record Identity(String source, long number) {
        static Identity of(OrderEvent event) {
            return new Identity(event.source(), event.number());
        }
    }

    void stored(String shardId, String sequenceNumber, byte[] data, long nowMillis) {
        shards.computeIfAbsent(shardId, id -> new ArrayList<>())
                .add(new Entry(shardId, new BigInteger(sequenceNumber), decode(data, nowMillis), nowMillis));
        records++;
    }

    void acknowledged(byte[] data, long nowMillis) {
        if (decode(data, nowMillis) instanceof OrderEvent event) {
            acknowledged.add(Identity.of(event));
        }
    }

    private StreamEvent decode(byte[] data, long nowMillis) {
        return decoder.decode(data, nowMillis) instanceof Decoded.Event decoded ? decoded.event() : null;
    }

    long records() {
        return records;
    }

    /** Records that expired before they were read. */
    long lost() {
        return lost;
    }

    Set<Identity> acknowledged() {
        return acknowledged;
    }

    Collection<String> shardIds() {
        return shards.keySet();
    }

    List<Entry> of(String shardId) {
        return shards.getOrDefault(shardId, List.of());
    }

    /** Where a reader of the whole shard, which is still open, ends. */
    Position tip(String shardId) {
        var entries = of(shardId);
        return entries.isEmpty()
                ? Position.TRIM_HORIZON
                : new Position(
                        Position.Kind.AFTER, entries.get(entries.size() - 1).sequenceNumber());
    }

    /** A batch brings exactly what is stored between its two positions. */
    void check(Batch batch) {
        var entries = of(batch.shardId());
        var from = firstAfter(
                entries, batch.gap() == null ? batch.after() : batch.gap().to());
        var to = batch.to().isShardEnd() ? entries.size() : firstAfter(entries, batch.to());
        Violation.unless(
                to - from == batch.records(),
                () -> "a batch of " + batch.shardId() + " brings " + batch.records() + " of the " + (to - from)
                        + " records after " + batch.after() + " to " + batch.to());
        var control = 0;
        var rejected = 0;
        for (var entry : entries.subList(from, to)) {
            control += entry.event instanceof SourceProgress ? 1 : 0;
            rejected += entry.event == null ? 1 : 0;
        }
        Violation.unless(
                control == batch.progress().size()
                        && rejected == batch.rejected().size(),
                () -> "a batch of " + batch.shardId() + " takes events for something else");
    }

    private static int firstAfter(List<Entry> entries, Position position) {
        if (position.kind() == Position.Kind.TRIM_HORIZON) {
            return 0;
        }
        var low = 0;
        var high = entries.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (entries.get(middle).sequenceNumber.compareTo(position.sequenceNumber()) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
