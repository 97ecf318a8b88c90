package delivery.localkinesis.api;

import java.util.List;

/** What DescribeStream says of a stream, one page of its shards included. */
public record DescribedStream(StreamSummary summary, List<ShardDescription> shards, boolean hasMoreShards) {}
