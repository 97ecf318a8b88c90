package delivery.simulation;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.localkinesis.api.KinesisError;
import delivery.simulation.world.Mishap;
import delivery.simulation.world.World;
import java.math.BigInteger;

/** Splits and merges: one that is asked for, or any. */
final class ShardChanges {
    private static final int MOST_SHARDS = 6;

    private final World world;

    ShardChanges(World world) {
        this.world = world;
    }

    void split(String shardId) {
        split(world.shards().present().stream()
                .filter(each -> each.shardId().equals(shardId))
                .findFirst()
                .orElseThrow());
    }

    void merge(String shardId, String adjacentShardId) {
        world.engine().mergeShards(World.STREAM, shardId, adjacentShardId);
    }

    void any() {
        var random = world.random();
        var open = ShardMap.of(world.shards().present()).open();
        try {
            if (open.size() > 1 && random.nextBoolean()) {
                var first = random.nextInt(open.size() - 1);
                merge(open.get(first).shardId(), open.get(first + 1).shardId());
                world.weather().count(Mishap.MERGE);
            } else if (open.size() < MOST_SHARDS) {
                split(open.get(random.nextInt(open.size())));
                world.weather().count(Mishap.SPLIT);
            }
        } catch (KinesisError e) {
            world.trace().say(() -> "not resharded: " + e.getMessage());
        }
    }

    private void split(Shard shard) {
        world.engine().splitShard(World.STREAM, shard.shardId(), within(shard).toString());
    }

    private BigInteger within(Shard shard) {
        var size = shard.endingHashKey().subtract(shard.startingHashKey());
        var parts = BigInteger.valueOf(2 + world.random().nextInt(3));
        return shard.startingHashKey().add(size.divide(parts)).add(BigInteger.ONE);
    }
}
