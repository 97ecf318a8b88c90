package delivery.simulation;

import delivery.kinesis.Routing;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a seed's world is like.
 *
 * @param chaos how long things go wrong
 * @param perShard a consumer for each of the first shards, instead of one for all
 * @param pageRecords records that a read gives at most
 * @param killsPerMinute of any process, on average
 * @param reshardsPerMinute splits and merges, on average
 */
record Plan(
        long seed,
        int shards,
        Duration chaos,
        boolean perShard,
        int producers,
        double ordersPerSecond,
        Routing routing,
        int inboxCapacity,
        int drivers,
        double timeScale,
        double consumerReads,
        double driverReads,
        int pageRecords,
        boolean quotas,
        Duration snapshotInterval,
        double killsPerMinute,
        double reshardsPerMinute) {
    static Plan of(long seed) {
        var random = new SplittableRandom(seed);
        return new Plan(
                seed,
                1 + random.nextInt(4),
                Duration.ofSeconds(10 + random.nextInt(60)),
                random.nextInt(3) == 0,
                1 + random.nextInt(2),
                0.2 + random.nextDouble() * 2,
                Routing.values()[random.nextInt(Routing.values().length)],
                random.nextInt(4) == 0 ? 3 : 1_000,
                1 + random.nextInt(3),
                5 + random.nextInt(20),
                0.5 + random.nextDouble(),
                0.3 + random.nextDouble() * 0.5,
                random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 10_000,
                random.nextBoolean(),
                Duration.ofMillis(2_000 + random.nextInt(10_000)),
                random.nextInt(5) == 0 ? 0 : random.nextDouble() * 20,
                random.nextInt(3) == 0 ? 0 : random.nextDouble() * 12);
    }
}
