package delivery.ranking.state;

import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.SourceProgress;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Batches for tests. Each setter changes this object and gives it back. */
public final class Batches {
    private final String shardId;
    private final long epoch;
    private final Position after;
    private Position to;
    private long behindMillis;
    private long readThroughMillis;
    private final List<EventRecord> events = new ArrayList<>();
    private final List<ProgressRecord> progress = new ArrayList<>();
    private final List<RejectedRecord> rejected = new ArrayList<>();
    private int unknownFields;
    private List<String> children = List.of();
    private Gap gap;

    private Batches(String shardId, long epoch, Position after) {
        this.shardId = shardId;
        this.epoch = epoch;
        this.after = after;
        to = after;
    }

    /** Leads nowhere until told otherwise: a heartbeat. */
    public static Batches of(String shardId, long epoch, Position after) {
        return new Batches(shardId, epoch, after);
    }

    public Batches to(Position position) {
        to = position;
        return this;
    }

    public Batches to(long sequenceNumber) {
        return to(Position.after(Long.toString(sequenceNumber)));
    }

    public Batches behind(long millis) {
        behindMillis = millis;
        return this;
    }

    public Batches readThrough(long millis) {
        readThroughMillis = millis;
        return this;
    }

    /** Of a consumer that does not say when it arrived. */
    public Batches event(OrderEvent event) {
        return event(event, 0);
    }

    public Batches event(OrderEvent event, long arrivedAtMillis) {
        events.add(new EventRecord(event, BigInteger.valueOf(events.size() + 1L), arrivedAtMillis));
        return this;
    }

    Batches events(Collection<? extends OrderEvent> more) {
        more.forEach(this::event);
        return this;
    }

    public Batches progress(SourceProgress word, long arrivedAtMillis) {
        progress.add(new ProgressRecord(word, arrivedAtMillis));
        return this;
    }

    public Batches rejected(String reason) {
        return rejected(reason, "", 0);
    }

    /** Of a record that says whose it is. */
    public Batches rejected(String reason, String source, long number) {
        return rejected(reason, source, number, 0);
    }

    public Batches rejected(String reason, String source, long number, long arrivedAtMillis) {
        rejected.add(
                new RejectedRecord("", "key", arrivedAtMillis, reason, "is bad", new byte[] {1}, 1, source, number));
        return this;
    }

    public Batches gap(long fromMillis, long toMillis) {
        gap = new Gap(after, to, fromMillis, toMillis);
        return this;
    }

    public Batches unknownFields(int count) {
        unknownFields = count;
        return this;
    }

    public Batches end(String... childIds) {
        children = List.of(childIds);
        return to(Position.SHARD_END);
    }

    /** The rejected records are the last of the batch. */
    private List<RejectedRecord> placed() {
        var last =
                to.isShardEnd() ? after.sequenceNumber().add(BigInteger.valueOf(rejected.size())) : to.sequenceNumber();
        var placed = new ArrayList<RejectedRecord>();
        for (var record : rejected) {
            var number = last.subtract(BigInteger.valueOf(rejected.size() - 1L - placed.size()));
            placed.add(new RejectedRecord(
                    number.toString(),
                    record.partitionKey(),
                    record.arrivedAtMillis(),
                    record.reason(),
                    record.message(),
                    record.bytes(),
                    record.size(),
                    record.source(),
                    record.number()));
        }
        return placed;
    }

    public Batch batch() {
        return Batch.of(epoch, shardId, after, to)
                .millisBehindLatest(behindMillis)
                .readThroughMillis(readThroughMillis)
                .events(events)
                .progress(progress)
                .rejected(placed())
                .unknownFields(unknownFields)
                .children(children)
                .gap(gap)
                .build();
    }
}
