package delivery.admin.stream;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is to be warned of in the shares that the open shards have of the key space. Rules. */
final class ShardWidths {
    /** An even share divided by this is narrow, times this is wide. A single split makes one of half the width. */
    private static final double FACTOR = 2.01;
    /** Fewer keys than this are no share at all: hashed keys come here once in a lifetime. */
    private static final BigInteger SLIVER = BigInteger.ONE.shiftLeft(64);

    private ShardWidths() {}

    static List<String> warnings(ShardMap map) {
        var warnings = new ArrayList<String>();
        if (!map.isComplete()) {
            warnings.add("the open shards do not cover all hash keys exactly once: a change is under way");
        }
        var even = 1.0 / map.open().size();
        for (var shard : map.open()) {
            var width = HashKeys.width(shard);
            if (width.compareTo(SLIVER) < 0) {
                warnings.add(shard.shardId() + " is only " + width
                        + " hash key(s) wide: hashed partition keys never come"
                        + " here, though it costs as much as any other; merge it with " + neighbour(shard, map));
            } else if (HashKeys.share(width) * FACTOR < even) {
                warnings.add(shard.shardId() + " is narrow: " + HashKeys.percent(width) + " of the hash keys, "
                        + ratio(HashKeys.share(width) / even) + " times an even share; merge it with "
                        + neighbour(shard, map) + ", or even all out (stream-admin scale --by-hand)");
            } else if (HashKeys.share(width) > FACTOR * even) {
                warnings.add(shard.shardId() + " is wide: " + HashKeys.percent(width) + " of the hash keys, "
                        + ratio(HashKeys.share(width) / even) + " times an even share: with hashed partition keys it is"
                        + " the first to run hot; split it");
            }
        }
        return warnings;
    }

    /** The narrower of the shards beside it. */
    private static String neighbour(Shard shard, ShardMap map) {
        return map.open().stream()
                .filter(other -> OpenShards.areAdjacent(shard, other))
                .min((a, b) -> HashKeys.width(a).compareTo(HashKeys.width(b)))
                .map(Shard::shardId)
                .orElse("a neighbour");
    }

    private static String ratio(double value) {
        return value < 0.01 ? "less than 0.01" : String.format(Locale.ROOT, "%.2f", value);
    }
}
