package delivery.kinesis.write;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.model.Region;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives each record its keys, by one way of {@link Routing} and the shard map of the moment. Not thread-safe. */
final class Router {
    /**
     * Where a record is to go. The shard follows from the hash key and the map of the moment, so a route outlives a
     * resharding.
     *
     * @param explicitHashKey decimal, or null to let the stream hash the partition key
     * @param hashKey what decides on the shard, explicit or hashed
     */
    record Route(String partitionKey, @Nullable String explicitHashKey, BigInteger hashKey) {
        static Route hashed(String partitionKey) {
            return new Route(partitionKey, null, ShardMap.hashKeyOf(partitionKey));
        }

        static Route explicit(String partitionKey, HashKeyCycle.Key key) {
            return new Route(partitionKey, key.decimal(), key.value());
        }

        /** Decimal. */
        String hashKeyText() {
            return explicitHashKey == null ? hashKey.toString() : explicitHashKey;
        }
    }

    private final Routing routing;
    private final RandomGenerator random;

    private ShardMap shards = new ShardMap(List.of());

    @SuppressWarnings("NullAway.Init") // null before the first map
    private HashKeyCycle cycle;
    /** Of the cycle's keys, which come again and again, the shards. */
    private final Map<BigInteger, String> shardByKey = new HashMap<>();
    /** The first shard of the first map. Its range stays hot when it is split: that is what splitting is good for. */
    @SuppressWarnings("NullAway.Init")
    private Shard hot;

    Router(Routing routing, RandomGenerator random) {
        this.routing = routing;
        this.random = random;
    }

    /** Takes a newer map. The same map again changes nothing: a cycle that began anew would favour its first shards. */
    boolean refresh(ShardMap newer) {
        if (newer.equals(shards)) {
            return false;
        }
        shards = newer;
        cycle = new HashKeyCycle(newer);
        shardByKey.clear();
        newer.open().forEach(shard -> shardByKey.put(HashKeyCycle.middle(shard), shard.shardId()));
        hot = hot == null ? newer.open().get(0) : hot;
        return true;
    }

    /** Whether it has a map yet; without one it cannot route. */
    boolean isReady() {
        return cycle != null;
    }

    /** @param region of the pick-up; null if the record is not about an order */
    Route route(String partitionKey, @Nullable Region region) {
        return switch (routing) {
            case cycle -> Route.explicit(partitionKey, cycle.next());
            case order -> Route.hashed(partitionKey);
            case region -> Route.hashed(region == null ? partitionKey : region.x() + "-" + region.y());
            case random -> Route.hashed(Long.toHexString(random.nextLong()));
            case hot -> Route.explicit(partitionKey, HashKeyCycle.Key.of(keyOf(hot)));
        };
    }

    private BigInteger keyOf(Shard shard) {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        var width = shard.endingHashKey().subtract(shard.startingHashKey()).add(BigInteger.ONE);
        return shard.startingHashKey().add(new BigInteger(1, bytes).mod(width));
    }

    /** The shard that the route leads to by this map; "unknown" if the map has a hole there. */
    String shardOf(Route route) {
        var known = shardByKey.get(route.hashKey());
        return known != null
                ? known
                : shards.shardFor(route.hashKey()).map(Shard::shardId).orElse("unknown");
    }
}
