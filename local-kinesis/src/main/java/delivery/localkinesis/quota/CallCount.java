package delivery.localkinesis.quota;

/**
 * Calls of one operation that came by the wire.
 *
 * @param refused for coming more often than {@link ApiQuota} lets it; what a shard's own quota
 *     refuses is in {@code ShardStats}
 */
public record CallCount(long calls, long refused) {}
