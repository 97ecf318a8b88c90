package delivery.simulation;

import delivery.kinesis.EngineStream;
import delivery.kinesis.KinesisStream;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One seed from its beginning to its end: all processes, the stream and the clock, in one thread. */
final class World {
    static final String STREAM = "DeliveryStream";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** Longer than it takes from the last fault to the last record read. */
    private static final Duration DRAIN = Duration.ofMinutes(15);

    private final Plan plan;
    private final Seams seams;
    private final SplittableRandom random;
    private final Clockwork clock;
    private final Trace trace;
    private final Weather weather;
    private final Ledger ledger;
    private final EngineStream stream;
    private final ShardLists shards;
    private final UnreliableStream.Conditions conditions;
    private final RankingHost server;
    private final Operator operator;
    private int hosts;

    /** @param out where to trace to, or null */
    World(Plan plan, Seams seams, PrintStream out) {
        this.plan = plan;
        this.seams = seams;
        random = new SplittableRandom(plan.seed() * 31 + 7);
        clock = new Clockwork(START, random.split());
        trace = new Trace(clock, out);
        weather = new Weather(random.split());
        Chances.set(weather, random);
        var options = EngineOptions.DEFAULT.withLimits(plan.quotas()).withRetention(plan.retention());
        var engine = new Engine(clock, random.split(), options);
        engine.createActiveStream(STREAM, plan.shards());
        stream = new EngineStream(engine, STREAM);
        shards = new ShardLists(stream, random.split());
        ledger = new Ledger(clock, plan.retention());
        conditions = new UnreliableStream.Conditions(
                clock, random.split(), weather, ledger, trace, shards, plan.pageRecords());
        server = new RankingHost(clock, random.split(), weather, ledger, trace, shards, plan, seams);
        operator = new Operator(this, engine);
    }

    /** @throws Violation if an invariant does not hold */
    Result run() {
        var oracle = new Oracle(ledger, shards, server);
        operator.start();
        clock.after(LOOK, () -> watch(oracle));
        clock.runUntil(START.plus(plan.chaos()));
        operator.calmDown();
        var giveUpAt = clock.instant().plus(DRAIN);
        while (!(operator.sourcesHaveEnded() && oracle.isDrained())) {
            Violation.unless(clock.instant().isBefore(giveUpAt), () -> "not drained: " + oracle.whatIsLeft());
            clock.runUntil(clock.instant().plus(LOOK));
        }
        oracle.check();
        return new Result(plan, trace.hash(), clock.elapsed(), clock.happened(), ledger, server, weather);
    }

    private void watch(Oracle oracle) {
        oracle.checkMeanwhile();
        // Some thirty looks at least; a world of hours has no use for thousands.
        var next = plan.chaos().dividedBy(30);
        clock.after(next.compareTo(LOOK) < 0 ? LOOK : next, () -> watch(oracle));
    }

    Host host(String name) {
        return new Host(name + "-" + ++hosts, clock, random.split(), trace);
    }

    KinesisStream port(Host host) {
        return seams.stream(host.name(), new UnreliableStream(stream, host, conditions));
    }

    Plan plan() {
        return plan;
    }

    Clockwork clock() {
        return clock;
    }

    RandomGenerator random() {
        return random;
    }

    RandomGenerator newRandom() {
        return random.split();
    }

    Weather weather() {
        return weather;
    }

    Ledger ledger() {
        return ledger;
    }

    Trace trace() {
        return trace;
    }

    Operator operator() {
        return operator;
    }

    ShardLists shards() {
        return shards;
    }

    RankingHost server() {
        return server;
    }
}
