package delivery.simulation.world;

import delivery.kinesis.EngineStream;
import delivery.kinesis.KinesisStream;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.simulation.judge.Ledger;
import java.io.PrintStream;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all programs of a seed have around them: time, chance, what goes wrong, the stream, and who keeps the books. */
public final class World {
    public static final String STREAM = "DeliveryStream";
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SeedPlan plan;
    private final Seams seams;
    private final SplittableRandom random;
    private final Clockwork clock;
    private final Trace trace;
    private final Weather weather;
    private final Ledger ledger;
    private final Engine engine;
    private final EngineStream stream;
    private final ShardLists shards;
    private final RandomGenerator calls;
    private int hosts;

    /** @param out where to trace to, or null */
    public World(SeedPlan plan, Seams seams, @Nullable PrintStream out) {
        this.plan = plan;
        this.seams = seams;
        random = new SplittableRandom(plan.seed() * 31 + 7);
        clock = new Clockwork(START, random.split());
        trace = new Trace(clock, out);
        weather = new Weather(random.split(), random);
        var options = EngineOptions.DEFAULT.withLimits(plan.quotas()).withRetention(plan.retention());
        engine = new Engine(clock, random.split(), options);
        engine.createActiveStream(STREAM, plan.shards());
        stream = new EngineStream(engine, STREAM);
        shards = new ShardLists(stream, random.split());
        ledger = new Ledger(clock, plan.retention());
        calls = random.split();
    }

    /** A new life of a process. */
    public Host host(String name) {
        return new Host(name + "-" + ++hosts, clock, random.split(), trace);
    }

    /** The stream as that process sees it. */
    public KinesisStream port(Host host) {
        return seams.stream(host.name(), new UnreliableStream(stream, host, this, calls));
    }

    public SeedPlan plan() {
        return plan;
    }

    public Seams seams() {
        return seams;
    }

    public Clockwork clock() {
        return clock;
    }

    public RandomGenerator random() {
        return random;
    }

    public RandomGenerator newRandom() {
        return random.split();
    }

    public Weather weather() {
        return weather;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Trace trace() {
        return trace;
    }

    /** Of the service itself, to reshard it and to put what no program would. */
    public Engine engine() {
        return engine;
    }

    public ShardLists shards() {
        return shards;
    }
}
