package delivery.kinesis;

import java.math.BigInteger;
import java.util.List;

/**
 * A shard as ListShards describes it.
 *
 * @param parents none, one (split) or two (merge; the first is {@code ParentShardId}); they may have expired
 * @param startingHashKey first hash key of its range, inclusive
 * @param endingHashKey last hash key of its range, inclusive
 * @param open whether it still takes records; a closed one can be read until its records expire
 */
public record Shard(
        String shardId, List<String> parents, BigInteger startingHashKey, BigInteger endingHashKey, boolean open) {
    public Shard {
        parents = List.copyOf(parents);
    }

    public boolean contains(BigInteger hashKey) {
        return hashKey.compareTo(startingHashKey) >= 0 && hashKey.compareTo(endingHashKey) <= 0;
    }
}
