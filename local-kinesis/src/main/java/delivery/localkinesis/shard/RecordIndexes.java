package delivery.localkinesis.shard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counters that the indexes of a stream's sequence numbers come from: as on AWS, five shards in a row have one
 * together. Thread-safe.
 */
final class RecordIndexes {
    private static final int SHARDS = 5;

    private final Map<Integer, AtomicLong> counters = new ConcurrentHashMap<>();

    /** Its next value is above 0, which is a shard's start. */
    AtomicLong of(int shard) {
        return counters.computeIfAbsent(shard / SHARDS, any -> new AtomicLong(1));
    }
}
