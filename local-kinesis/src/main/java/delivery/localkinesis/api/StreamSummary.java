package delivery.localkinesis.api;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What DescribeStreamSummary says of a stream.
 *
 * @param maxRecordKib most KiB of a record, its partition key included
 * @param keyId of the KMS key its records are said to be encrypted with; null: none
 * @param spreads whether records go evenly to all shards, whatever keys they bring
 * @param warmMib what an on-demand stream can take at least, in MiB a second; 0: as its load has it
 */
public record StreamSummary(
        String name,
        String arn,
        StreamStatus status,
        Instant createdAt,
        int retentionHours,
        int openShards,
        int consumers,
        StreamMode mode,
        int maxRecordKib,
        @Nullable String keyId,
        Set<ShardMetric> shardMetrics,
        boolean spreads,
        int warmMib) {}
