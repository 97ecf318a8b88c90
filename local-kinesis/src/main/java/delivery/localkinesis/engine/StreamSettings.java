package delivery.localkinesis.engine;

import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.quota.Limits;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is set.
 *
 * @param keyId of the KMS key its records are said to be encrypted with; null: none
 * @param spreads whether records go evenly to all shards, whatever keys they bring: RecordDistributionStrategy AUTO
 * @param warmMib what an on-demand stream can take at least, in MiB a second; 0: as its load has it
 */
record StreamSettings(
        StreamMode mode,
        long retentionMillis,
        int maxRecordKib,
        @Nullable String keyId,
        Set<ShardMetric> shardMetrics,
        boolean spreads,
        int warmMib) {

    static StreamSettings of(StreamMode mode, long retentionMillis, int maxRecordKib) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, null, Set.of(), false, 0);
    }

    int maxRecordBytes() {
        return maxRecordKib << 10;
    }

    int retentionHours() {
        return (int) (retentionMillis / Limits.HOUR_MILLIS);
    }

    /** Only an on-demand stream spreads records itself. */
    StreamSettings withMode(StreamMode chosen) {
        var stays = spreads && chosen == StreamMode.ON_DEMAND;
        return new StreamSettings(chosen, retentionMillis, maxRecordKib, keyId, shardMetrics, stays, warmMib);
    }

    StreamSettings withRetentionHours(int hours) {
        return new StreamSettings(
                mode, hours * Limits.HOUR_MILLIS, maxRecordKib, keyId, shardMetrics, spreads, warmMib);
    }

    StreamSettings withMaxRecordKib(int kib) {
        return new StreamSettings(mode, retentionMillis, kib, keyId, shardMetrics, spreads, warmMib);
    }

    StreamSettings withKeyId(@Nullable String id) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, id, shardMetrics, spreads, warmMib);
    }

    StreamSettings withShardMetrics(Set<ShardMetric> metrics) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, keyId, metrics, spreads, warmMib);
    }

    StreamSettings withWarmMib(int mib) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, keyId, shardMetrics, spreads, mib);
    }

    StreamSettings withSpreads(boolean chosen) {
        return new StreamSettings(mode, retentionMillis, maxRecordKib, keyId, shardMetrics, chosen, warmMib);
    }
}
