package delivery.localkinesis.api;

import java.util.List;

/**
 * One page of a stream's shards.
 *
 * @param nextToken asks for the next page; null on the last
 */
public record ShardPage(List<ShardDescription> shards, String nextToken) {}
