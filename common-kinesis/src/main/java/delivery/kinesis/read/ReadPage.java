package delivery.kinesis.read;

import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.model.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one read of a shard gave.
 *
 * @param after where the page begins: the position that was read from
 * @param to where it ends, and the next one begins; the shard's end only if the service said so
 * @param millisBehindLatest how far behind the tip of the shard the page ends
 * @param readThrough with this page applied, everything that reached the shard before this moment, by the service's clock,
 *     has been read
 * @param since the service gave it after this moment, on the clock of what has elapsed
 * @param children at the shard's end: the shards that go on from here
 */
public record ReadPage(
        String shardId,
        List<RecordPage.StoredRecord> records,
        Position after,
        Position to,
        long millisBehindLatest,
        Instant readThrough,
        Duration since,
        List<Shard> children) {}
