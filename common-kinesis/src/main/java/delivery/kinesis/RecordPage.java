package delivery.kinesis;

import java.time.Instant;
import java.util.List;

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
        String nextIterator,
        long millisBehindLatest,
        Instant answeredAt,
        List<Shard> children) {

    /** One record as the stream keeps it. Its arrival time is no measure of order. */
    public record StoredRecord(String sequenceNumber, String partitionKey, byte[] data, Instant arrivedAt) {}
}
