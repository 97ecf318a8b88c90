package delivery.localkinesis.api;

/** What DescribeLimits says of the account. */
public record AccountLimits(int shardLimit, int openShards, int onDemandStreams, int onDemandStreamLimit) {}
