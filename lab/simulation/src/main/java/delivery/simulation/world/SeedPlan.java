package delivery.simulation.world;

import delivery.kinesis.write.Routing;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a seed's world is like.
 *
 * @param chaos how long things go wrong
 * @param perShard a consumer for each of the first shards, instead of one for all
 * @param pageRecords records that a read gives at most
 * @param consumersAway for how long there are none, which may be longer than the stream keeps its records
 * @param killsPerMinute of any process, on average
 * @param reshardsPerMinute splits and merges, on average
 * @param clocksSetPerMinute how often somebody sets the clock of one machine, on average
 * @param servers ranking servers that are brought everything, each by itself
 * @param driverProcesses that share the orders
 */
public record SeedPlan(
        long seed,
        int shards,
        Duration chaos,
        boolean perShard,
        int producers,
        double ordersPerSecond,
        Routing routing,
        boolean aggregate,
        int inboxCapacity,
        int drivers,
        double timeScale,
        double consumerReads,
        double driverReads,
        int pageRecords,
        boolean quotas,
        Duration snapshotInterval,
        Duration retention,
        Duration consumersAway,
        double killsPerMinute,
        double reshardsPerMinute,
        double clocksSetPerMinute,
        int servers,
        int driverProcesses) {
    /** One in so many worlds may last longer than the stream keeps its records. */
    private static final int LONG_WORLDS = 25;

    private static final Duration USUAL_RETENTION = Duration.ofHours(24);

    public static SeedPlan of(long seed) {
        var random = new SplittableRandom(seed);
        return random.nextInt(LONG_WORLDS) == 0 ? longWorld(seed, random) : busyWorld(seed, random);
    }

    /** Little happens, but for hours. */
    private static SeedPlan longWorld(long seed, SplittableRandom random) {
        var away = Duration.ofMinutes(20 + random.nextInt(90));
        return new SeedPlan(
                seed,
                1 + random.nextInt(2),
                away.plusMinutes(3),
                false,
                1,
                0.02,
                Routing.cycle,
                aggregates(seed),
                1_000,
                1,
                5,
                0.1,
                0.05,
                10_000,
                true,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                away,
                0,
                0,
                0.1,
                1,
                1);
    }

    /** One in three; by a draw of its own, so that all else of a seed's world is as it was before there were such. */
    private static boolean aggregates(long seed) {
        return new SplittableRandom(~seed).nextInt(3) == 0;
    }

    private static SeedPlan busyWorld(long seed, SplittableRandom random) {
        return new SeedPlan(
                seed,
                1 + random.nextInt(4),
                Duration.ofSeconds(10 + random.nextInt(60)),
                random.nextInt(3) == 0,
                1 + random.nextInt(2),
                0.2 + random.nextDouble() * 2,
                Routing.values()[random.nextInt(Routing.values().length)],
                aggregates(seed),
                random.nextInt(4) == 0 ? 3 : 1_000,
                1 + random.nextInt(3),
                2 + random.nextInt(20),
                0.5 + random.nextDouble(),
                0.3 + random.nextDouble() * 0.5,
                random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 10_000,
                random.nextBoolean(),
                Duration.ofMillis(2_000 + random.nextInt(10_000)),
                USUAL_RETENTION,
                Duration.ZERO,
                random.nextInt(5) == 0 ? 0 : random.nextDouble() * 20,
                random.nextInt(3) == 0 ? 0 : random.nextDouble() * 12,
                random.nextInt(3) == 0 ? 0 : random.nextDouble() * 6,
                1,
                1);
    }

    /**
     * The same with so many ranking servers and processes of drivers. Where there are several servers nothing expires unread,
     * since one would then have what another has not.
     */
    public SeedPlan with(int serverCount, int driverProcessCount) {
        return new SeedPlan(
                seed,
                shards,
                chaos,
                perShard,
                producers,
                ordersPerSecond,
                routing,
                aggregate,
                inboxCapacity,
                drivers,
                timeScale,
                consumerReads,
                driverReads,
                pageRecords,
                quotas,
                snapshotInterval,
                serverCount == 1 ? retention : USUAL_RETENTION,
                serverCount == 1 ? consumersAway : Duration.ZERO,
                killsPerMinute,
                reshardsPerMinute,
                clocksSetPerMinute,
                serverCount,
                driverProcessCount);
    }
}
