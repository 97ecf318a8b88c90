package delivery.localkinesis.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a stream's shards.
 *
 * @param nextToken asks for the next page; null on the last
 */
public record ShardPage(
        List<ShardDescription> shards, @Nullable String nextToken) {}
