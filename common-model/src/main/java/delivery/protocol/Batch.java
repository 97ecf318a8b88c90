package delivery.protocol;

import delivery.model.Position;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one page brought, or a part of it; a {@link Builder} makes it.
 *
 * @param after the position that the batch goes on from
 * @param to the position that it leads to; shard end in the same batch as the last records
 * @param millisBehindLatest as the stream said with the page
 * @param readThroughMillis all that arrived on this shard before this moment (milliseconds since the epoch, the
 *     stream's clock) has been read once this batch is applied
 * @param unknownFields fields of the events that the consumer did not know
 * @param children with shard end: the shards that go on from here
 * @param gap what lies between {@code after} and {@code to} may be lost; null, as a rule, if nothing can be
 */
public record Batch(
        long epoch,
        String shardId,
        Position after,
        Position to,
        long millisBehindLatest,
        long readThroughMillis,
        List<EventRecord> events,
        List<ProgressRecord> progress,
        List<RejectedRecord> rejected,
        int unknownFields,
        List<String> children,
        @Nullable Gap gap)
        implements Message {
    /** Records that the batch accounts for. */
    public int records() {
        return events.size() + progress.size() + rejected.size();
    }

    /** One that says nothing yet, but where it leads. */
    public static Builder of(long epoch, String shardId, Position after, Position to) {
        return new Builder(epoch, shardId, after, to);
    }

    /** One that says the same between other positions. */
    public Builder between(Position otherAfter, Position otherTo) {
        return of(epoch, shardId, otherAfter, otherTo)
                .millisBehindLatest(millisBehindLatest)
                .readThroughMillis(readThroughMillis)
                .events(events)
                .progress(progress)
                .rejected(rejected)
                .unknownFields(unknownFields)
                .children(children)
                .gap(gap);
    }

    /** What is not said is nothing. Each setter changes this object and gives it back. */
    public static final class Builder {
        private long epoch;
        private final String shardId;
        private final Position after;
        private final Position to;
        private long millisBehindLatest;
        private long readThroughMillis;
        private List<EventRecord> events = List.of();
        private List<ProgressRecord> progress = List.of();
        private List<RejectedRecord> rejected = List.of();
        private int unknownFields;
        private List<String> children = List.of();
        private @Nullable Gap gap;

        private Builder(long epoch, String shardId, Position after, Position to) {
            this.epoch = epoch;
            this.shardId = shardId;
            this.after = after;
            this.to = to;
        }

        public Builder epoch(long other) {
            epoch = other;
            return this;
        }

        public Builder millisBehindLatest(long millis) {
            millisBehindLatest = millis;
            return this;
        }

        public Builder readThroughMillis(long millis) {
            readThroughMillis = millis;
            return this;
        }

        public Builder events(List<EventRecord> all) {
            events = all;
            return this;
        }

        public Builder progress(List<ProgressRecord> all) {
            progress = all;
            return this;
        }

        public Builder rejected(List<RejectedRecord> all) {
            rejected = all;
            return this;
        }

        public Builder unknownFields(int count) {
            unknownFields = count;
            return this;
        }

        public Builder children(List<String> shardIds) {
            children = shardIds;
            return this;
        }

        public Builder gap(@Nullable Gap lost) {
            gap = lost;
            return this;
        }

        public Batch build() {
            return new Batch(
                    epoch,
                    shardId,
                    after,
                    to,
                    millisBehindLatest,
                    readThroughMillis,
                    events,
                    progress,
                    rejected,
                    unknownFields,
                    children,
                    gap);
        }
    }
}
