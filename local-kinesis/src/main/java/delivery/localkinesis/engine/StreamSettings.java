package delivery.localkinesis.engine;

import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.quota.Limits;
import java.util.Set;

/**
 * How a stream is set.
 *
 * @param keyId of the KMS key its records are said to be encrypted with; null: none
 */
record StreamSettings(
        StreamMode mode, long retentionMillis, int maxRecordKib, String keyId, Set<ShardMetric> shardMetrics) {

    static StreamSettings of(StreamMode mode, long retentionMillis, int maxRecordKib) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, null, Set.of());
    }

    int maxRecordBytes() {
        return maxRecordKib << 10;
    }

    int retentionHours() {
        return (int) (retentionMillis / Limits.HOUR_MILLIS);
    }

    StreamSettings withMode(StreamMode chosen) {
        return new StreamSettings(chosen, retentionMillis, maxRecordKib, keyId, shardMetrics);
    }

    StreamSettings withRetentionHours(int hours) {
        return new StreamSettings(mode, hours * Limits.HOUR_MILLIS, maxRecordKib, keyId, shardMetrics);
    }

    StreamSettings withMaxRecordKib(int kib) {
        return new StreamSettings(mode, retentionMillis, kib, keyId, shardMetrics);
    }

    StreamSettings withKeyId(String id) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, id, shardMetrics);
    }

    StreamSettings withShardMetrics(Set<ShardMetric> metrics) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, keyId, metrics);
    }
}
