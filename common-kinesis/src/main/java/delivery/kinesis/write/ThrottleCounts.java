package delivery.kinesis.write;

import delivery.model.SourceProgress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** How many records the service has refused for a shard's quota, by shard. Thread-safe. */
final class ThrottleCounts {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    void count(String shardId) {
        counts.merge(shardId, 1L, Long::sum);
    }

    /** Of the shards that had most of them, and can be named in a progress record. */
    Map<String, Long> most(int shards) {
        return counts.entrySet().stream()
                .filter(each -> SourceProgress.canName(each.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(shards)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
