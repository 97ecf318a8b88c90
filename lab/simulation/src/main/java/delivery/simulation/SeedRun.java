package delivery.simulation;

import delivery.simulation.judge.RankingCheck;
import delivery.simulation.judge.SameStates;
import delivery.simulation.judge.Violation;
import delivery.simulation.program.RankingHost;
import delivery.simulation.world.Seams;
import delivery.simulation.world.SeedPlan;
import delivery.simulation.world.World;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    private final List<RankingHost> servers = new ArrayList<>();
    private final Operator operator;
    private final List<RankingCheck> checks;

    /** @param out where to trace to, or null */
    SeedRun(SeedPlan plan, Seams seams, @Nullable PrintStream out) {
        world = new World(plan, seams, out);
        var sameStates = new SameStates();
        for (var i = 1; i <= plan.servers(); i++) {
            servers.add(
                    new RankingHost(world, i == 1 ? "server" : "server-" + i, plan.servers() == 1 ? null : sameStates));
        }
        operator = new Operator(world, servers);
        checks = servers.stream()
                .map(server -> new RankingCheck(world.ledger(), world.shards()::present, server))
                .toList();
    }

    static SeedRun of(long seed) {
        return of(seed, 1, 1);
    }

    /**
     * @param servers ranking servers that are brought everything
     * @param driverProcesses that share the orders
     */
    static SeedRun of(long seed, int servers, int driverProcesses) {
        return new SeedRun(SeedPlan.of(seed).with(servers, driverProcesses), Seams.REAL, null);
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
        while (!(operator.sourcesHaveEnded() && checks.stream().allMatch(RankingCheck::isDrained))) {
            Violation.unless(
                    clock.instant().isBefore(giveUpAt),
                    () -> "not drained: "
                            + checks.stream().map(RankingCheck::whatIsLeft).collect(Collectors.joining("; ")));
            clock.runUntil(clock.instant().plus(LOOK));
        }
        checks.forEach(RankingCheck::check);
        servers.forEach(RankingHost::compareAtTheEnd);
        return new Result(
                world.trace().hash(),
                clock.elapsed(),
                clock.happened(),
                world.ledger().records(),
                world.ledger().aggregated(),
                server().figures().audit().records().duplicates(),
                servers.stream().mapToLong(RankingHost::fenced).sum(),
                world.ledger().lost(),
                world.weather().counts());
    }

    /** Likewise; and what the page of its first server shows meanwhile is in this file. */
    Result runOnFilm(Path path) {
        try (var film = Film.of(path, world, server())) {
            try {
                return run();
            } catch (RuntimeException | Error e) {
                film.ends(e);
                throw e;
            }
        }
    }

    private void watch() {
        checks.forEach(RankingCheck::checkMeanwhile);
        // Some thirty looks at least; a world of hours has no use for thousands.
        var next = world.plan().chaos().dividedBy(30);
        world.clock().after(next.compareTo(LOOK) < 0 ? LOOK : next, this::watch);
    }

    World world() {
        return world;
    }

    /** The first. */
    RankingHost server() {
        return servers.get(0);
    }

    Operator operator() {
        return operator;
    }
}
