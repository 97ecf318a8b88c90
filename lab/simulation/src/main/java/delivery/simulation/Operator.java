package delivery.simulation;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engine;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Kills and starts processes, reshards the stream, and worse: who runs the suite, and what happens to it. */
final class Operator {
    private static final Duration SUPERVISION = Duration.ofSeconds(1);
    private static final int MOST_CONSUMERS = 8;
    private static final Duration BEFORE_AWAY = Duration.ofMinutes(2);

    private static final List<Duration> CLOCK_STEPS = List.of(
            Duration.ofDays(-2),
            Duration.ofMinutes(-50),
            Duration.ofSeconds(-10),
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofMinutes(50),
            Duration.ofDays(2));

    private final World world;
    private final Plan plan;
    private final RandomGenerator random;
    private final Weather weather;
    private final Engine engine;

    private final List<Process> processes = new ArrayList<>();
    private final List<ConsumerHost> consumers = new ArrayList<>();
    private DriverHost drivers;
    private long serverUpAtNanos;
    private boolean stopping;

    Operator(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
        plan = world.plan();
        random = world.random();
        weather = world.weather();
    }

    void start() {
        world.server().start();
        for (var i = 0; i < plan.producers(); i++) {
            add(new OrderHost(world, plan.ordersPerSecond()));
        }
        drivers = new DriverHost(world);
        add(drivers);
        if (plan.perShard()) {
            world.shards().present().forEach(shard -> addConsumer(new ConsumerHost(world, shard.shardId(), false)));
        } else {
            addConsumer(new ConsumerHost(world, null, false));
        }
        world.clock().after(SUPERVISION, this::supervise);
        again(plan.killsPerMinute(), this::kill);
        again(plan.reshardsPerMinute(), this::reshard);
        again(plan.killsPerMinute() / 3, this::misfortune);
        again(plan.clocksSetPerMinute(), this::setClock);
        if (plan.perShard()) {
            again(plan.reshardsPerMinute(), this::share);
        }
        if (!plan.consumersAway().isZero()) {
            world.clock().after(BEFORE_AWAY, () -> takeConsumersAway(plan.consumersAway()));
        }
    }

    void takeConsumersAway(Duration time) {
        weather.count(Fault.CONSUMERS_AWAY);
        consumers.forEach(consumer -> consumer.host().kill());
        processes.removeAll(consumers);
        world.clock().after(time, () -> processes.addAll(consumers));
    }

    /** Whoever reads the refusal decides to go on. */
    private void acceptLoss() {
        for (var consumer : consumers) {
            if (consumer.hasRefusedLoss()) {
                weather.count(Fault.LOSS_REFUSED);
                consumer.acceptLoss();
            }
        }
    }

    private void addConsumer(ConsumerHost consumer) {
        consumers.add(consumer);
        add(consumer);
    }

    private void add(Process process) {
        processes.add(process);
        process.start();
    }

    /** At random moments, until the weather is calm. */
    private void again(double perMinute, Runnable what) {
        if (perMinute == 0) {
            return;
        }
        var wait = -Math.log(1 - random.nextDouble()) * 60e9 / perMinute;
        world.clock().after((long) wait, () -> {
            if (!weather.isCalm()) {
                what.run();
                again(perMinute, what);
            }
        });
    }

    /** What has ended is started again after a while. */
    private void supervise() {
        acceptLoss();
        var now = world.clock().elapsed().toNanos();
        if (!world.server().isUp() && now >= serverUpAtNanos) {
            world.server().start();
        }
        for (var process : List.copyOf(processes)) {
            var host = process.host();
            if (host.isAlive() && (host.isRunning() || process != drivers && !consumers.contains(process))) {
                continue;
            }
            if (host.isAlive() && host.isYoung()) {
                continue;
            }
            if (random.nextInt(3) == 0 && !(stopping && isSource(process))) {
                process.start();
            }
        }
        world.clock().after(SUPERVISION, this::supervise);
    }

    private boolean isSource(Process process) {
        return process instanceof OrderHost || process == drivers;
    }

    private void kill() {
        switch (random.nextInt(8)) {
            case 0, 1 -> killServer(Duration.ofMillis(random.nextInt(10_000)));
            case 2, 3 -> kill(consumers.get(random.nextInt(consumers.size())), Fault.CONSUMER_KILLED);
            case 4 -> kill(drivers, Fault.DRIVERS_KILLED);
            case 5, 6 -> kill(processes.get(random.nextInt(plan.producers())), Fault.PRODUCER_KILLED);
            default -> {
                weather.count(Fault.ALL_KILLED);
                processes.forEach(process -> process.host().kill());
                world.server().kill();
            }
        }
    }

    private void kill(Process process, Fault what) {
        weather.count(what);
        process.host().kill();
    }

    private void killServer(Duration away) {
        weather.count(Fault.SERVER_KILLED);
        world.server().kill();
        serverUpAtNanos = world.clock().elapsed().plus(away).toNanos();
    }

    private void misfortune() {
        switch (random.nextInt(6)) {
            case 0 -> stallServer();
            case 1 -> stallConsumer();
            case 2, 3 -> zombie();
            case 4 -> takeStreamAway();
            default -> poison();
        }
    }

    /** Up to six minutes: iterators live for five. */
    private void stallServer() {
        var server = world.server();
        if (!server.isUp() || server.isPaused()) {
            return;
        }
        weather.count(Fault.SERVER_STALLED);
        server.pause();
        world.clock().after(Duration.ofSeconds(1 + random.nextInt(random.nextInt(4) == 0 ? 360 : 30)), server::resume);
    }

    private void stallConsumer() {
        var host = consumers.get(random.nextInt(consumers.size())).host();
        if (host.isPaused()) {
            return;
        }
        weather.count(Fault.CONSUMER_STALLED);
        host.pause();
        world.clock().after(Duration.ofSeconds(1 + random.nextInt(40)), host::resume);
    }

    /** It is taken for dead and replaced, and then comes to itself. */
    private void zombie() {
        var index = random.nextInt(consumers.size());
        var zombie = consumers.get(index);
        var host = zombie.host();
        if (host.isPaused() || !host.isAlive()) {
            return;
        }
        weather.count(Fault.ZOMBIE);
        host.pause();
        processes.remove(zombie);
        var successor = zombie.successor();
        consumers.set(index, successor);
        add(successor);
        world.clock().after(Duration.ofSeconds(1 + random.nextInt(40)), host::resume);
    }

    /** Of the server, of a consumer, or of a source. Nobody sets it right again, but perhaps the next one. */
    private void setClock() {
        var which = random.nextInt(processes.size() + 1);
        var process = which == processes.size() ? null : processes.get(which);
        var step = CLOCK_STEPS.get(random.nextInt(CLOCK_STEPS.size()));
        // What says that it happens in the future is rejected, as it should be: no events would be left.
        var off = process != null && isSource(process) && !step.isNegative() ? Duration.ZERO : step;
        weather.count(Fault.CLOCK_SET);
        world.trace().note(process == null ? "server" : process.host().name(), "clock set", off.toSeconds());
        (process == null ? world.server().time() : process.time()).setOff(off);
    }

    private void takeStreamAway() {
        weather.count(Fault.STREAM_AWAY);
        weather.setStreamAway(true);
        world.clock().after(Duration.ofSeconds(1 + random.nextInt(20)), () -> weather.setStreamAway(false));
    }

    private void poison() {
        weather.count(Fault.POISON);
        var data = "{\"type\":\"nonsense\"}".getBytes(StandardCharsets.UTF_8);
        var key = Integer.toString(random.nextInt());
        var put = engine.putRecord(World.STREAM, new NewRecord(data, key, null));
        world.ledger()
                .stored(put.shardId(), put.sequenceNumber(), data, world.clock().millis());
    }

    /** Stops the consumer that was started as the n-th, for a while. */
    void stallConsumer(int n, Duration time) {
        var host = consumers.get(n).host();
        host.pause();
        world.clock().after(time, host::resume);
    }

    void split(String shardId) {
        var shard = world.shards().present().stream()
                .filter(each -> each.shardId().equals(shardId))
                .findFirst()
                .orElseThrow();
        engine.splitShard(World.STREAM, shardId, within(shard).toString());
        world.shards().changed();
    }

    void merge(String shardId, String adjacentShardId) {
        engine.mergeShards(World.STREAM, shardId, adjacentShardId);
        world.shards().changed();
    }

    private void reshard() {
        var open = ShardMap.of(world.shards().present()).open();
        try {
            if (open.size() > 1 && random.nextBoolean()) {
                var first = random.nextInt(open.size() - 1);
                engine.mergeShards(
                        World.STREAM,
                        open.get(first).shardId(),
                        open.get(first + 1).shardId());
                weather.count(Fault.MERGE);
            } else if (open.size() < 6) {
                var shard = open.get(random.nextInt(open.size()));
                engine.splitShard(World.STREAM, shard.shardId(), within(shard).toString());
                weather.count(Fault.SPLIT);
            }
            world.shards().changed();
        } catch (KinesisError e) {
            world.trace().say(() -> "not resharded: " + e.getMessage());
        }
    }

    /** Somebody starts the consumers again, to have one for each open shard. */
    private void share() {
        if (consumers.size() < MOST_CONSUMERS) {
            var open = ShardMap.of(world.shards().present()).ids();
            addConsumer(ConsumerHost.sharing(world, open.get(random.nextInt(open.size()))));
            weather.count(Fault.SHARED);
        }
    }

    private BigInteger within(Shard shard) {
        var size = shard.endingHashKey().subtract(shard.startingHashKey());
        var parts = BigInteger.valueOf(2 + random.nextInt(3));
        return shard.startingHashKey().add(size.divide(parts)).add(BigInteger.ONE);
    }

    /** No more faults; the sources end as planned, and everything else runs on until all is read. */
    void calmDown() {
        weather.calmDown();
        stopping = true;
        if (world.server().isPaused()) {
            world.server().resume();
        }
        for (var process : processes) {
            if (process.host().isPaused()) {
                process.host().resume();
            }
            if (isSource(process)) {
                process.stop();
            }
        }
    }

    boolean sourcesHaveEnded() {
        return processes.stream()
                .noneMatch(process -> isSource(process) && process.host().isAlive());
    }
}
