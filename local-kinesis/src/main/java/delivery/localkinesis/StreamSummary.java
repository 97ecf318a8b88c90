package delivery.localkinesis;

import java.time.Instant;

/** What DescribeStreamSummary says of a stream. */
public record StreamSummary(
        String name,
        String arn,
        StreamStatus status,
        Instant createdAt,
        int retentionHours,
        int openShards,
        int consumers) {}
