package delivery.simulation.program;

import delivery.model.DeadLetter;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.ranking.RankingServer;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.Questions;
import delivery.ranking.snapshot.StateDigest;
import delivery.ranking.state.Snapshot;
import delivery.relay.RankingPort.Session;
import delivery.simulation.judge.Ledger;
import delivery.simulation.judge.RankingCheck;
import delivery.simulation.judge.RankingFigures;
import delivery.simulation.judge.SameStates;
import delivery.simulation.judge.ServerPromises;
import delivery.simulation.judge.Violation;
import delivery.simulation.world.Crash;
import delivery.simulation.world.FrameBytes;
import delivery.simulation.world.Host;
import delivery.simulation.world.MachineClock;
import delivery.simulation.world.Mishap;
import delivery.simulation.world.SimulatedConnection;
import delivery.simulation.world.SimulatedDisk;
import delivery.simulation.world.Weather;
import delivery.simulation.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The ranking server's process, on a disk that loses what was not forced; what it promises is watched. */
public final class RankingHost implements RankingCheck.Server {
    private static final int MAX_LETTER_BYTES = 1 << 30;
    private static final int MAX_WRITE_MILLIS = 500;
    private static final long MILLI = 1_000_000;

    private final World world;
    private final String name;
    /** Null if it is the only server. */
    private final @Nullable SameStates sameStates;

    private final MachineClock time;
    private final RandomGenerator random;
    private final Weather weather;
    private final ServerPromises promises;
    private final SimulatedDisk disk;
    private final RankingServer.Settings settings;
    private final boolean rewindsFar;
    private final FrameBytes frames = new FrameBytes();

    private Host host;
    private RankingServer server;
    private Questions ranking;
    /** By the client's process. */
    private final Map<Host, SimulatedConnection> wires = new LinkedHashMap<>();
    /** Where each epoch's consumer is. */
    private final Map<Long, Position> positions = new HashMap<>();

    private long fenced;

    /** @param sameStates what its states are compared by with those of others; null if there are none */
    @SuppressWarnings("NullAway.Init") // what a life has comes with the first
    public RankingHost(World world, String name, @Nullable SameStates sameStates) {
        this.world = world;
        this.name = name;
        this.sameStates = sameStates;
        time = new MachineClock(world.clock());
        random = world.newRandom();
        weather = world.weather();
        promises = new ServerPromises(world.ledger(), world.shards()::present);
        var plan = world.plan();
        settings = new RankingServer.Settings(
                "",
                null,
                Duration.ofMinutes(10),
                plan.retention(),
                plan.snapshotInterval(),
                MAX_LETTER_BYTES,
                plan.snapshotInterval());
        // What had been applied may have expired meanwhile.
        rewindsFar = plan.consumersAway().isZero();
        disk = new SimulatedDisk(random, this::onDiskStep);
    }

    private void onDiskStep() {
        if (weather.strikes(Mishap.CRASH_IN_SNAPSHOT)) {
            throw new Crash();
        }
    }

    public void start() {
        host = new Host(name, world.clock(), random, world.trace());
        host.onCrash(this::kill);
        try {
            server = RankingServer.open(settings, world.seams().disk(disk), time);
        } catch (Crash e) {
            kill();
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.seams().restored(server.ranking());
        var figures = figures();
        promises.begins(figures);
        RankingCheck.checkLetters(world.ledger(), figures, letters());
        world.trace().note(name, "starts", figures.audit().records().read());
        ranking = new Judged(world.seams().ranking(server.ranking()));
        host.start("ranking-loop", server.ranking());
        host.start("snapshots", server.snapshots(ranking));
    }

    @Override
    public List<String> letters() {
        try {
            if (!disk.names().contains(DeadLetter.FILE_NAME)) {
                return List.of();
            }
            var letters = new ArrayList<String>();
            for (var line : new String(disk.read(DeadLetter.FILE_NAME), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                var letter = DeadLetter.parse(line.getBytes(StandardCharsets.UTF_8));
                letters.add(Ledger.Entry.place(letter.shardId(), letter.sequenceNumber(), letter.part()));
            }
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isUp() {
        Violation.unless(host.failure() == null, () -> "the server has failed: " + host.failure());
        return host.isAlive();
    }

    public void kill() {
        host.kill();
        List.copyOf(wires.values()).forEach(SimulatedConnection::cut);
        positions.clear();
        if (random.nextBoolean()) {
            disk.crash();
        }
        if (weather.strikes(Mishap.SNAPSHOT_DAMAGED) && disk.damage()) {
            // It falls back to an older one.
            promises.fallsBack();
        }
    }

    public void pause() {
        host.pause();
    }

    public void resume() {
        host.resume();
    }

    public boolean isPaused() {
        return host.isPaused();
    }

    @Override
    public RankingFigures figures() {
        return new RankingFigures(server.ranking().picture());
    }

    /** What this life of it shows, if it is up. */
    public Optional<LatestPicture> shown() {
        return host != null && host.isAlive() ? Optional.of(server.latest()) : Optional.empty();
    }

    private void compare() {
        if (sameStates != null) {
            var milestones = server.ranking().milestones();
            milestones.want(time.elapsed());
            var milestone = milestones.take();
            if (milestone != null) {
                sameStates.passed(name, milestone.positions(), StateDigest.of(milestone.snapshot()));
            }
        }
    }

    /** With nothing under way any more, all servers have come to the same. */
    public void compareAtTheEnd() {
        if (sameStates != null) {
            var frozen = server.ranking().freezeIfChanged(-1);
            sameStates.passed(name, -1, StateDigest.of(frozen.snapshot()));
        }
    }

    public MachineClock time() {
        return time;
    }

    public long fenced() {
        return fenced;
    }

    /** By a consumer, in its turn. */
    public Session connect(Host client) throws IOException {
        if (!host.isAlive()) {
            throw new ConnectException("simulated: nobody listens");
        }
        if (weather.strikes(Mishap.CONNECTION_REFUSED)) {
            throw new IOException("simulated: reset");
        }
        return wires.computeIfAbsent(client, this::open).begin();
    }

    private SimulatedConnection open(Host client) {
        var wire = new SimulatedConnection(host, client, frames, world, random, wires);
        wire.serve(server.accept(ranking, wire));
        return wire;
    }

    /** The real ranking, which is looked at whenever it is asked. */
    private final class Judged implements Questions {
        private final Questions real;

        Judged(Questions real) {
            this.real = real;
        }

        @Override
        public Message greet(Hello hello, Consumer<String> fence) {
            var before = hello.terms().acceptLoss() ? figures() : null;
            var answer = real.greet(world.seams().hello(hello), holder -> {
                fenced++;
                fence.accept(holder);
            });
            if (answer instanceof Welcome welcome) {
                positions.put(welcome.epoch(), welcome.position());
                if (before != null) {
                    promises.gaveUp(before, figures());
                }
                promises.gave(hello.shard().shardId());
            }
            return answer;
        }

        @Override
        public Message apply(Batch batch) {
            if (weather.strikes(Mishap.REWIND)) {
                return new Rewind(
                        rewindsFar && random.nextBoolean()
                                ? Position.TRIM_HORIZON
                                : Objects.requireNonNull(positions.get(batch.epoch())));
            }
            var answer = world.seams().apply(batch, real::apply);
            if (answer instanceof Ack ack) {
                promises.acknowledged(batch.shardId(), ack);
                positions.put(batch.epoch(), ack.applied());
            } else if (answer instanceof Rewind) {
                weather.count(Mishap.REWIND);
            }
            compare();
            return answer;
        }

        @Override
        public void leave(String shardId, long epoch) {
            real.leave(shardId, epoch);
            positions.remove(epoch);
        }

        /** Writing it takes a while, and the ranking goes on. */
        @Override
        public Frozen freezeIfChanged(long version) {
            var frozen = real.freezeIfChanged(version);
            var turns = host.current();
            if (frozen != null && turns != null) {
                turns.cost(random.nextInt(MAX_WRITE_MILLIS) * MILLI);
            }
            return frozen;
        }

        @Override
        public void hasOnDisk(Snapshot snapshot) {
            real.hasOnDisk(snapshot);
            world.trace().note(name, "snapshot", 0);
        }
    }
}
