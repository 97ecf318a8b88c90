package delivery.simulation;

import delivery.drivers.FleetPart;
import delivery.kinesis.ShardMap;
import delivery.localkinesis.api.NewRecord;
import delivery.simulation.program.ConsumerHost;
import delivery.simulation.program.DriverHost;
import delivery.simulation.program.OrderHost;
import delivery.simulation.program.RankingHost;
import delivery.simulation.program.SimulatedProgram;
import delivery.simulation.world.Host;
import delivery.simulation.world.Mishap;
import delivery.simulation.world.SeedPlan;
import delivery.simulation.world.Weather;
import delivery.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final SeedPlan plan;
    private final RandomGenerator random;
    private final Weather weather;
    private final List<RankingHost> servers;
    /** Of each when it may be started again. */
    private final Map<RankingHost, Long> upAtNanos = new HashMap<>();

    private final ShardChanges resharding;

    private final List<SimulatedProgram> processes = new ArrayList<>();
    private final List<ConsumerHost> consumers = new ArrayList<>();
    private final List<DriverHost> drivers = new ArrayList<>();
    private boolean stopping;

    Operator(World world, List<RankingHost> servers) {
        this.world = world;
        this.servers = servers;
        resharding = new ShardChanges(world);
        plan = world.plan();
        random = world.random();
        weather = world.weather();
    }

    void start() {
        servers.forEach(RankingHost::start);
        for (var i = 0; i < plan.producers(); i++) {
            add(new OrderHost(world, plan.ordersPerSecond()));
        }
        for (var i = 0; i < plan.driverProcesses(); i++) {
            drivers.add(new DriverHost(world, new FleetPart(i, plan.driverProcesses())));
        }
        drivers.forEach(this::add);
        if (plan.perShard()) {
            world.shards()
                    .present()
                    .forEach(shard -> addConsumer(new ConsumerHost(world, servers, shard.shardId(), false)));
        } else {
            addConsumer(new ConsumerHost(world, servers, null, false));
        }
        world.clock().after(SUPERVISION, this::supervise);
        again(plan.killsPerMinute(), this::kill);
        again(plan.reshardsPerMinute(), resharding::any);
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
        weather.count(Mishap.CONSUMERS_AWAY);
        consumers.forEach(consumer -> consumer.host().kill());
        processes.removeAll(consumers);
        world.clock().after(time, () -> processes.addAll(consumers));
    }

    /** Whoever reads the refusal decides to go on. */
    private void acceptLoss() {
        for (var consumer : consumers) {
            if (consumer.hasRefusedLoss()) {
                weather.count(Mishap.LOSS_REFUSED);
                consumer.acceptLoss();
            }
        }
    }

    private void addConsumer(ConsumerHost consumer) {
        consumers.add(consumer);
        add(consumer);
    }

    private void add(SimulatedProgram process) {
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
        for (var server : servers) {
            if (!server.isUp() && now >= upAtNanos.getOrDefault(server, 0L)) {
                server.start();
            }
        }
        for (var process : List.copyOf(processes)) {
            var host = process.host();
            if (host.isAlive() && (host.isRunning() || process instanceof OrderHost)) {
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

    private static boolean isSource(SimulatedProgram process) {
        return process instanceof OrderHost || process instanceof DriverHost;
    }

    private void kill() {
        switch (random.nextInt(8)) {
            case 0, 1 -> killServer(Duration.ofMillis(random.nextInt(10_000)));
            case 2, 3 -> kill(consumers.get(random.nextInt(consumers.size())), Mishap.CONSUMER_KILLED);
            case 4 -> kill(any(drivers), Mishap.DRIVERS_KILLED);
            case 5, 6 -> kill(processes.get(random.nextInt(plan.producers())), Mishap.PRODUCER_KILLED);
            default -> {
                weather.count(Mishap.ALL_KILLED);
                processes.forEach(process -> process.host().kill());
                servers.forEach(RankingHost::kill);
            }
        }
    }

    private void kill(SimulatedProgram process, Mishap what) {
        weather.count(what);
        process.host().kill();
    }

    private void killServer(Duration away) {
        weather.count(Mishap.SERVER_KILLED);
        var server = any(servers);
        server.kill();
        upAtNanos.put(server, world.clock().elapsed().plus(away).toNanos());
    }

    private <T> T any(List<T> all) {
        return all.get(all.size() == 1 ? 0 : random.nextInt(all.size()));
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
        var server = any(servers);
        if (!server.isUp() || server.isPaused()) {
            return;
        }
        weather.count(Mishap.SERVER_STALLED);
        server.pause();
        world.clock().after(Duration.ofSeconds(1 + random.nextInt(random.nextInt(4) == 0 ? 360 : 30)), server::resume);
    }

    private void stallConsumer() {
        var host = consumers.get(random.nextInt(consumers.size())).host();
        if (host.isPaused()) {
            return;
        }
        weather.count(Mishap.CONSUMER_STALLED);
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
        weather.count(Mishap.ZOMBIE);
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
        weather.count(Mishap.CLOCK_SET);
        world.trace().note(process == null ? "server" : process.host().name(), "clock set", off.toSeconds());
        (process == null ? any(servers).time() : process.time()).setOff(off);
    }

    private void takeStreamAway() {
        weather.count(Mishap.STREAM_AWAY);
        weather.setStreamAway(true);
        world.clock().after(Duration.ofSeconds(1 + random.nextInt(20)), () -> weather.setStreamAway(false));
    }

    private void poison() {
        weather.count(Mishap.POISON);
        var key = random.nextInt();
        var data = Poison.of(key);
        var put = world.engine().putRecord(World.STREAM, new NewRecord(data, Integer.toString(key)));
        world.ledger()
                .stored(put.shardId(), put.sequenceNumber(), data, world.clock().millis());
    }

    /** Stops the consumer that was started as the n-th, for a while. */
    void stallConsumer(int n, Duration time) {
        var host = consumers.get(n).host();
        host.pause();
        world.clock().after(time, host::resume);
    }

    /** Somebody starts the consumers again, to have one for each open shard. */
    private void share() {
        if (consumers.size() < MOST_CONSUMERS) {
            var open = ShardMap.of(world.shards().present()).ids();
            addConsumer(ConsumerHost.sharing(world, servers, open.get(random.nextInt(open.size()))));
            weather.count(Mishap.SHARED);
        }
    }

    ShardChanges resharding() {
        return resharding;
    }

    /** No more faults; the sources end as planned, and everything else runs on until all is read. */
    void calmDown() {
        weather.calmDown();
        stopping = true;
        servers.stream().filter(RankingHost::isPaused).forEach(RankingHost::resume);
        processes.stream().map(SimulatedProgram::host).filter(Host::isPaused).forEach(Host::resume);
        processes.stream().filter(Operator::isSource).forEach(SimulatedProgram::stop);
    }

    boolean sourcesHaveEnded() {
        return processes.stream()
                .noneMatch(process -> isSource(process) && process.host().isAlive());
    }
}
