package delivery.kinesis;

import delivery.model.AggregatedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one read.
 *
 * @param nextIterator null at the end of a closed shard, and only there
 * @param millisBehindLatest how far behind the tip the page ends; 0 if the service did not say
 * @param answeredAt the time of day by the service's own clock, not later than it was there when it answered; null if it
 *     did not say
 * @param children of a closed shard at its end: the shards that go on from here, with their parents
 */
public record RecordPage(
        List<StoredRecord> records,
        @Nullable String nextIterator,
        long millisBehindLatest,
        @Nullable Instant answeredAt,
        List<Shard> children) {

    /** The same, given at that time. */
    public RecordPage answeredAt(@Nullable Instant time) {
        return new RecordPage(records, nextIterator, millisBehindLatest, time, children);
    }

    /**
     * One record as the stream keeps it. Its arrival time is no measure of order.
     *
     * @param part of the {@link #parts} of an aggregated record which one, from 0 (KCL calls it the sub-sequence number); -1 for
     *     a record as the stream keeps it
     */
    public record StoredRecord(
            String sequenceNumber, int part, @Nullable String partitionKey, byte[] data, Instant arrivedAt) {
        public StoredRecord(String sequenceNumber, @Nullable String partitionKey, byte[] data, Instant arrivedAt) {
            this(sequenceNumber, -1, partitionKey, data, arrivedAt);
        }

        /**
         * What its producer meant by it: the records that it aggregates, or itself alone if it does not, or is broken. All of
         * them, whatever their hash keys: KCL drops those of another shard, which KPL puts again; we know events by
         * their identity.
         */
        public List<StoredRecord> parts() {
            var parts = AggregatedRecord.parts(data);
            if (parts == null) {
                return List.of(this);
            }
            var records = new ArrayList<StoredRecord>(parts.size());
            for (var each : parts) {
                records.add(
                        new StoredRecord(sequenceNumber, records.size(), each.partitionKey(), each.data(), arrivedAt));
            }
            return records;
        }
    }
}
