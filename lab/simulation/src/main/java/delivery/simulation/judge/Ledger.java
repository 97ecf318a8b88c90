package delivery.simulation.judge;

import delivery.app.Time;
import delivery.lab.judge.Evidence;
import delivery.lab.judge.RecordParts;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.Gap;
import java.math.BigInteger;
import java.time.Duration;
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
public final class Ledger {
    private final Map<String, List<Entry>> shards = new LinkedHashMap<>();
    private final Set<Identity> acknowledged = new HashSet<>();
    private final Set<BigInteger> lost = new HashSet<>();
    private final Set<BigInteger> unread = new HashSet<>();
    private final Time clock;
    private final Duration retention;
    private long records;
    private long aggregated;

    /**
     * A stored record, or one of those that it aggregates.
     *
     * @param part which of these, from 0; -1 if it aggregates none
     */
    public record Entry(String shardId, BigInteger sequenceNumber, int part, Evidence evidence, long arrivedAtMillis) {
        /** On the stream, as a dead letter has it. */
        String place() {
            return place(shardId, sequenceNumber.toString(), part);
        }

        public static String place(String shardId, String sequenceNumber, int part) {
            return shardId + " " + sequenceNumber + " " + part;
        }
    }

    /** What makes two records one event. */
    public record Identity(String source, long number) {}

    public Ledger(Time clock, Duration retention) {
        this.clock = clock;
        this.retention = retention;
    }

    public void stored(String shardId, String sequenceNumber, byte[] data, long nowMillis) {
        var entries = shards.computeIfAbsent(shardId, id -> new ArrayList<>());
        var number = new BigInteger(sequenceNumber);
        var parts = RecordParts.in(data);
        if (parts.get(0) == data) {
            entries.add(new Entry(shardId, number, -1, Evidence.of(data, nowMillis), nowMillis));
        } else {
            for (var part = 0; part < parts.size(); part++) {
                entries.add(new Entry(shardId, number, part, Evidence.of(parts.get(part), nowMillis), nowMillis));
            }
            aggregated += parts.size();
        }
        records += parts.size();
    }

    public void acknowledged(byte[] data, long nowMillis) {
        for (var part : RecordParts.in(data)) {
            if (Evidence.of(part, nowMillis) instanceof Evidence.Event event) {
                acknowledged.add(new Identity(event.source(), event.n()));
            }
        }
    }

    /** Of the records those that others aggregate. */
    public long aggregated() {
        return aggregated;
    }

    public long records() {
        return records;
    }

    /** Records that expired before they were read. */
    public long lost() {
        return (long) lost.size() + unread.size();
    }

    public boolean isLost(Entry entry) {
        return lost.contains(entry.sequenceNumber) || unread.contains(entry.sequenceNumber);
    }

    /** Whether a gap has to tell of it. */
    public boolean isInGap(Entry entry) {
        return lost.contains(entry.sequenceNumber);
    }

    public Set<Identity> acknowledged() {
        return acknowledged;
    }

    public Collection<String> shardIds() {
        return shards.keySet();
    }

    public List<Entry> of(String shardId) {
        return shards.getOrDefault(shardId, List.of());
    }

    /** Records of a shard up to there that were read, and are no events of ours. */
    public List<Entry> rejected(String shardId, Position to) {
        var entries = of(shardId);
        return entries.subList(0, firstAfter(entries, to)).stream()
                .filter(entry -> entry.evidence instanceof Evidence.Rejected && !isLost(entry))
                .toList();
    }

    /** Where a reader of the whole shard, which is still open, ends. */
    public Position tip(String shardId) {
        var entries = of(shardId);
        return entries.isEmpty()
                ? Position.TRIM_HORIZON
                : new Position(
                        Position.Kind.AFTER, entries.get(entries.size() - 1).sequenceNumber());
    }

    /** A batch brings exactly what is stored between its two positions. */
    public void check(Batch batch) {
        var entries = of(batch.shardId());
        if (batch.gap() != null) {
            lose(entries, batch.gap());
        }
        if (batch.after().equals(Position.TRIM_HORIZON)) {
            // What expired before a shard was read for the first time is not asked for; the audit calls it missing.
            neverBegun(entries);
        }
        var from = firstAfter(entries, batch.after());
        var to = firstAfter(entries, batch.to());
        var between = entries.subList(from, to).stream()
                .filter(entry -> !isLost(entry))
                .toList();
        Violation.unless(
                between.size() == batch.records(),
                () -> "a batch of " + batch.shardId() + " brings " + batch.records() + " of the " + between.size()
                        + " records after " + batch.after() + " to " + batch.to());
        var control = 0;
        var rejected = 0;
        for (var entry : between) {
            control += entry.evidence instanceof Evidence.Progress ? 1 : 0;
            rejected += entry.evidence instanceof Evidence.Rejected ? 1 : 0;
        }
        Violation.unless(
                control == batch.progress().size()
                        && rejected == batch.rejected().size(),
                () -> "a batch of " + batch.shardId() + " takes events for something else");
    }

    /** Nothing of the shard is read from there on, since the stream has it no more. */
    public void gaveUp(String shardId, Position from) {
        lose(of(shardId), new Gap(from, Position.SHARD_END, 0, 0));
    }

    /** A gap that is reported holds what has expired, and nothing that could still be read. */
    private void lose(List<Entry> entries, Gap gap) {
        var horizon = clock.instant().minus(retention).toEpochMilli();
        var untilTip = gap.to().equals(gap.from());
        var to = untilTip ? entries.size() : firstAfter(entries, gap.to());
        for (var entry : entries.subList(firstAfter(entries, gap.from()), to)) {
            var expired = entry.arrivedAtMillis <= horizon;
            Violation.unless(expired || untilTip, () -> "a gap holds " + entry + ", which is still on the stream");
            if (expired && !unread.contains(entry.sequenceNumber)) {
                lost.add(entry.sequenceNumber);
            }
        }
    }

    private void neverBegun(List<Entry> entries) {
        var horizon = clock.instant().minus(retention).toEpochMilli();
        entries.stream()
                .takeWhile(entry -> entry.arrivedAtMillis < horizon)
                .forEach(entry -> unread.add(entry.sequenceNumber));
    }

    private static int firstAfter(List<Entry> entries, Position position) {
        if (position.kind() != Position.Kind.AFTER) {
            return position.isShardEnd() ? entries.size() : 0;
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
