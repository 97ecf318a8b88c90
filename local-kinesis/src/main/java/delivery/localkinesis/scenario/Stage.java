package delivery.localkinesis.scenario;

import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.fault.Faults;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a scenario is played: a stream, what can go wrong with it, who puts and who reads. All of it goes on only while the
 * stage lets time pass. One thread's.
 */
public final class Stage {
    /** What is put before anything happens, and after the last thing that has. */
    private static final Duration CALM = Duration.ofSeconds(3);

    private static final Duration AFTERWARDS = Duration.ofSeconds(4);
    /** Within which one that was told to stop has to. */
    private static final Duration STOP_TIME = Duration.ofSeconds(10);
    /** After the last record was accepted something may still be accepted once more. */
    private static final Duration STILL = Duration.ofMillis(1_500);

    private static final Duration TURN = Duration.ofMillis(10);

    private final Engine engine;
    private final String stream;
    private final Faults faults;
    private final ScenarioClock clock;
    private final ScenarioJudge judge;
    private final TestedConsumer consumer;
    private final ScenarioSettings settings;
    private final Consumer<Duration> wait;
    private final Consumer<Runnable> putting;
    private final SplittableRandom random;
    private final Feed feed;
    private Duration startedAt = Duration.ZERO;

    /**
     * @param wait lets so much of the machine's time pass, or throws what ends the scenario
     * @param putting runs each turn of the producer: for whoever wants to know what that takes
     */
    public Stage(
            Engine engine,
            String stream,
            Faults faults,
            ScenarioClock clock,
            RecordNumbers numbers,
            ScenarioJudge judge,
            TestedConsumer consumer,
            ScenarioSettings settings,
            Consumer<Duration> wait,
            Consumer<Runnable> putting) {
        this.engine = engine;
        this.stream = stream;
        this.faults = faults;
        this.clock = clock;
        this.judge = judge;
        this.consumer = consumer;
        this.settings = settings;
        this.wait = wait;
        this.putting = putting;
        random = new SplittableRandom(settings.seed());
        feed = new Feed(engine, stream, numbers, judge, clock, settings);
    }

    /** To its end: when all has been accepted, or the time is over. Without a first record there is only the wait for it. */
    public void play(Scenario scenario) {
        feed.run();
        start();
        if (!passUntil(settings.patience(), () -> judge.accepted() > 0) && judge.givesUp()) {
            return;
        }
        var deadline = clock.running().plus(settings.longest());
        pass(CALM);
        scenario.script().accept(this);
        pass(AFTERWARDS);
        faults.clear();
        feed.pause();
        var pause = settings.longest().dividedBy(3);
        var late = clock.running().plus(pause);
        var end = late.compareTo(deadline) > 0 ? late : deadline;
        BooleanSupplier done = () -> feed.isDrained() && judge.outstanding() == 0;
        passUntil(end.minus(clock.running()), done);
        // Whoever is slow to come back, or has much to read again, has lost nothing yet.
        passUntil(
                settings.patience(),
                () -> done.getAsBoolean() || judge.isSilent(clock.running(), startedAt, settings.patience(), pause));
        passUntil(STILL, () -> false);
    }

    private void start() {
        all(consumer::start);
        startedAt = clock.running();
    }

    /** Of the script's time, which is shorter where the whole scenario is. */
    void pass(Duration usual) {
        passUntil(settings.scaled(usual), () -> false);
    }

    /** Returns whether it has become so in that time, which is the clock's. */
    boolean passUntil(Duration atMost, BooleanSupplier condition) {
        var end = clock.running().plus(atMost);
        while (!condition.getAsBoolean()) {
            var left = end.minus(clock.running());
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            putting.accept(feed::turn);
            consumer.look();
            var turn = clock.real(left);
            wait.accept(turn.compareTo(TURN) < 0 ? turn : TURN);
        }
        return true;
    }

    /** Whatever is done meanwhile explains a double, and is told beside a loss. */
    void during(String what, Runnable action) {
        var happening = judge.begins(what, clock.running());
        action.run();
        judge.ends(happening, clock.running());
    }

    /** For so long; see {@link delivery.localkinesis.fault.Fault#GRAMMAR}. */
    void faulty(String what, Duration time, String... fault) {
        during(what, () -> {
            faults.set(fault);
            pass(time);
            faults.clear();
        });
    }

    /** So much time passes for the service at once. */
    void jump(String what, Duration by) {
        during(what, () -> clock.jump(by));
    }

    Feed feed() {
        return feed;
    }

    ScenarioJudge judge() {
        return judge;
    }

    SplittableRandom random() {
        return random;
    }

    Faults faults() {
        return faults;
    }

    /** In the order of their hash keys. */
    List<ShardDescription> openShards() {
        return engine.listShards(stream, ShardFilter.of(ShardFilter.Type.AT_LATEST), null, 1_000).shards().stream()
                .sorted((one, other) ->
                        new BigInteger(one.startingHashKey()).compareTo(new BigInteger(other.startingHashKey())))
                .toList();
    }

    void split(ShardDescription shard) {
        var middle = new BigInteger(shard.startingHashKey())
                .add(new BigInteger(shard.endingHashKey()))
                .shiftRight(1)
                .add(BigInteger.ONE);
        reshape("split of " + shard.shardId(), () -> engine.splitShard(stream, shard.shardId(), middle.toString()));
    }

    void merge(ShardDescription shard, ShardDescription next) {
        reshape(
                "merge of " + shard.shardId() + " and " + next.shardId(),
                () -> engine.mergeShards(stream, shard.shardId(), next.shardId()));
    }

    /** In as many steps as AWS needs for it; the next one comes after such a pause. */
    void scale(int target, Duration pause) {
        for (var now = openShards().size(); now != target; now = openShards().size()) {
            var from = now;
            var to = target > from ? Math.min(target, 2 * from) : Math.max(target, (from + 1) / 2);
            reshape("scaling from " + from + " to " + to + " shards", () -> engine.updateShardCount(stream, to));
            pass(pause);
        }
    }

    private void reshape(String what, Runnable change) {
        during(what, () -> {
            change.run();
            passUntil(STOP_TIME, () -> engine.describeStreamSummary(stream).status() == StreamStatus.ACTIVE);
        });
        for (var shard : engine.listShards(stream, ShardFilter.ALL, null, 1_000).shards()) {
            Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
                    .filter(Objects::nonNull)
                    .forEach(parent -> judge.descends(shard.shardId(), parent));
        }
    }

    void takeRecordsOf(int kib) {
        engine.tuning().updateMaxRecordSize(stream, kib);
        passUntil(STOP_TIME, () -> engine.describeStreamSummary(stream).status() == StreamStatus.ACTIVE);
    }

    /** Whether each open shard has been read so often since. */
    BooleanSupplier readsOfAllShards(int times) {
        var before = reads();
        return () -> {
            var now = reads();
            return IntStream.range(0, before.length).allMatch(i -> now[i] - before[i] >= times);
        };
    }

    private long[] reads() {
        var open = openShards().stream().map(ShardDescription::shardId).toList();
        return engine.shardStats().stream()
                .filter(shard -> shard.stream().equals(stream) && open.contains(shard.shardId()))
                .mapToLong(ShardStats::readCalls)
                .toArray();
    }

    /** All are killed, and started again a while later. */
    void killAll() {
        restart("kill -9 of all", () -> all(consumer::kill));
    }

    void killOne() {
        var which = consumer.lastTeller();
        restart("kill -9 of number " + which, () -> consumer.kill(which));
    }

    /** Of several that are processes. */
    boolean isFleet() {
        return isProcess() && consumer.instances() > 1;
    }

    boolean isProcess() {
        return consumer.isProcess();
    }

    void stopAll() {
        restart("stopped and started again", this::stop);
    }

    private void restart(String what, Runnable end) {
        during(what, () -> {
            end.run();
            passUntil(settings.restart(), () -> false);
            start();
        });
    }

    /** Down meanwhile. */
    void downDuring(String what, Runnable action) {
        during(what, () -> {
            stop();
            action.run();
            start();
        });
    }

    private void stop() {
        all(consumer::tellToStop);
        if (!passUntil(STOP_TIME, () -> instances().noneMatch(consumer::isRunning))) {
            instances().filter(consumer::isRunning).forEach(consumer::kill);
        }
    }

    /** All of one that has work. */
    void freezeOne(Duration time) {
        var which = consumer.lastTeller();
        during("number " + which + " frozen", () -> {
            consumer.freeze(which);
            pass(time);
            consumer.thaw(which);
        });
    }

    void setClock(String what, Duration ahead) {
        during(what, () -> consumer.setClock(ahead));
    }

    private void all(IntConsumer action) {
        instances().forEach(action);
    }

    private IntStream instances() {
        return IntStream.range(0, consumer.instances());
    }
}
