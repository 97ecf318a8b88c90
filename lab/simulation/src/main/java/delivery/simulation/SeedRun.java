package delivery.simulation;

import delivery.simulation.judge.RankingCheck;
import delivery.simulation.judge.Violation;
import delivery.simulation.program.RankingHost;
import delivery.simulation.world.Seams;
import delivery.simulation.world.SeedPlan;
import delivery.simulation.world.World;
import java.io.PrintStream;
import java.time.Duration;

/** One seed from its beginning to its end: all processes, the stream and the clock, in one thread. */
final class SeedRun {
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** Longer than it takes from the last fault to the last record read. */
    private static final Duration DRAIN = Duration.ofMinutes(15);

    /** How a seed went that went well. */
    record Result(
            long traceHash,
            Duration simulated,
            long happened,
            long records,
            long aggregated,
            long duplicates,
            long fenced,
            long lost,
            long[] faults) {}

    private final World world;
    private final RankingHost server;
    private final Operator operator;
    private final RankingCheck check;

    /** @param out where to trace to, or null */
    SeedRun(SeedPlan plan, Seams seams, PrintStream out) {
        world = new World(plan, seams, out);
        server = new RankingHost(world);
        operator = new Operator(world, server);
        check = new RankingCheck(world.ledger(), world.shards()::present, server);
    }

    static SeedRun of(long seed) {
        return new SeedRun(SeedPlan.of(seed), Seams.REAL, null);
    }

    /** @throws Violation if an invariant does not hold */
    Result run() {
        var plan = world.plan();
        var clock = world.clock();
        operator.start();
        clock.after(LOOK, this::watch);
        clock.runUntil(World.START.plus(plan.chaos()));
        operator.calmDown();
        var giveUpAt = clock.instant().plus(DRAIN);
        while (!(operator.sourcesHaveEnded() && check.isDrained())) {
            Violation.unless(clock.instant().isBefore(giveUpAt), () -> "not drained: " + check.whatIsLeft());
            clock.runUntil(clock.instant().plus(LOOK));
        }
        check.check();
        return new Result(
                world.trace().hash(),
                clock.elapsed(),
                clock.happened(),
                world.ledger().records(),
                world.ledger().aggregated(),
                server.figures().audit().records().duplicates(),
                server.fenced(),
                world.ledger().lost(),
                world.weather().counts());
    }

    private void watch() {
        check.checkMeanwhile();
        // Some thirty looks at least; a world of hours has no use for thousands.
        var next = world.plan().chaos().dividedBy(30);
        world.clock().after(next.compareTo(LOOK) < 0 ? LOOK : next, this::watch);
    }

    World world() {
        return world;
    }

    RankingHost server() {
        return server;
    }

    Operator operator() {
        return operator;
    }
}
