package delivery.simulation;

import delivery.consumer.RankingServer.Session;
import delivery.model.DeadLetter;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.ranking.RankingServer;
import delivery.ranking.loop.Questions;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The ranking server's process, on a disk that loses what was not forced; and what must hold for it at every moment. */
final class RankingHost {
    private static final int MAX_LETTER_BYTES = 1 << 30;
    private static final int MAX_WRITE_MILLIS = 500;
    private static final long MILLI = 1_000_000;

    private final Clockwork clock;
    private final MachineClock time;
    private final RandomGenerator random;
    private final Weather weather;
    private final Ledger ledger;
    private final Trace trace;
    private final ShardLists shards;
    private final SimulatedDisk disk;
    private final RankingServer.Settings settings;
    private final boolean rewindsFar;
    private final Seams seams;
    private final FrameBytes frames = new FrameBytes();

    private Host host;
    private RankingServer server;
    private Questions ranking;
    /** By the client's process. */
    private final Map<Host, Wire> wires = new LinkedHashMap<>();
    /** Where each epoch's consumer is. */
    private final Map<Long, Position> positions = new HashMap<>();
    /** Shards that have been read to their end, as far as this life of the server knows. */
    private final Set<String> ended = new HashSet<>();
    /** What it has said to be on disk. */
    private final Map<String, Position> durable = new HashMap<>();

    private long fenced;

    RankingHost(
            Clockwork clock,
            RandomGenerator random,
            Weather weather,
            Ledger ledger,
            Trace trace,
            ShardLists shards,
            Plan plan,
            Seams seams) {
        this.clock = clock;
        time = new MachineClock(clock);
        this.random = random;
        this.weather = weather;
        this.ledger = ledger;
        this.trace = trace;
        this.shards = shards;
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
        this.seams = seams;
        disk = new SimulatedDisk(random, this::onDiskStep);
    }

    private void onDiskStep() {
        if (weather.strikes(Fault.CRASH_IN_SNAPSHOT)) {
            throw new Crash();
        }
    }

    void start() {
        host = new Host("server", clock, random, trace);
        host.onCrash(this::kill);
        try {
            server = RankingServer.open(settings, seams.disk(disk), time);
        } catch (Crash e) {
            kill();
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        seams.restored(server.ranking());
        var figures = figures();
        ended.clear();
        figures.shards().forEach((id, shard) -> {
            if (isEnd(shard.position())) {
                ended.add(id);
            }
        });
        checkDurable(figures);
        checkLetters(figures);
        trace.note("server", "starts", figures.audit().records().read());
        ranking = new Judged(seams.ranking(server.ranking()));
        host.start("ranking-loop", server.ranking());
        host.start("snapshots", server.snapshots(ranking));
    }

    private static boolean isEnd(String position) {
        return position.equals(Position.SHARD_END.toString());
    }

    /** What was said to be on disk is there, unless the disk itself was damaged. */
    private void checkDurable(Figures figures) {
        durable.forEach((id, position) -> {
            var shard = figures.shards().get(id);
            var restored = shard == null ? Position.TRIM_HORIZON : Position.parse(shard.position());
            Violation.unless(
                    restored.compareTo(position) >= 0,
                    () -> id + " was on disk up to " + position + ", and now is at " + restored);
        });
    }

    /** A record that did not count and will not be read again is a dead letter, once. */
    void checkLetters(Figures figures) {
        var kept = new HashSet<String>();
        for (var line : letters()) {
            Violation.unless(kept.add(line), () -> "a dead letter is kept twice: " + line);
        }
        figures.shards().forEach((id, shard) -> {
            for (var entry : ledger.rejected(id, Position.parse(shard.position()))) {
                Violation.unless(
                        kept.contains(id + " " + entry.sequenceNumber()),
                        () -> "no dead letter of " + entry + ", which " + id + " at " + shard.position()
                                + " has passed");
            }
        });
    }

    private List<String> letters() {
        try {
            if (!disk.names().contains(DeadLetter.FILE_NAME)) {
                return List.of();
            }
            var text = new String(disk.read(DeadLetter.FILE_NAME), StandardCharsets.UTF_8);
            return text.lines().map(RankingHost::letter).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String letter(String line) {
        try {
            var letter = DeadLetter.parse(line.getBytes(StandardCharsets.UTF_8));
            return letter.shardId() + " " + letter.sequenceNumber();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isUp() {
        Violation.unless(host.failure() == null, () -> "the server has failed: " + host.failure());
        return host.isAlive();
    }

    void kill() {
        host.kill();
        List.copyOf(wires.values()).forEach(Wire::cut);
        positions.clear();
        if (random.nextBoolean()) {
            disk.crash();
        }
        if (weather.strikes(Fault.SNAPSHOT_DAMAGED) && disk.damage()) {
            // It falls back to an older one.
            durable.clear();
        }
    }

    void pause() {
        host.pause();
    }

    void resume() {
        host.resume();
    }

    boolean isPaused() {
        return host.isPaused();
    }

    Figures figures() {
        return new Figures(server.ranking().picture());
    }

    MachineClock time() {
        return time;
    }

    long fenced() {
        return fenced;
    }

    /** By a consumer, in its turn. */
    Session connect(Host client) throws IOException {
        if (!host.isAlive()) {
            throw new ConnectException("simulated: nobody listens");
        }
        if (weather.strikes(Fault.CONNECTION_REFUSED)) {
            throw new IOException("simulated: reset");
        }
        return wires.computeIfAbsent(client, this::open).begin();
    }

    private Wire open(Host client) {
        var around = new Wire.Surroundings(clock, random, weather, ledger, trace);
        var wire = new Wire(host, client, frames, around, wires);
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
            var before = hello.acceptLoss() ? figures() : null;
            var answer = real.greet(seams.hello(hello), holder -> {
                fenced++;
                fence.accept(holder);
            });
            if (answer instanceof Welcome welcome) {
                positions.put(welcome.epoch(), welcome.position());
                if (before != null) {
                    noteGivenUp(before);
                }
                checkParents(hello.shard().shardId());
            }
            return answer;
        }

        @Override
        public Message apply(Batch batch) {
            if (weather.strikes(Fault.REWIND)) {
                return new Rewind(
                        rewindsFar && random.nextBoolean() ? Position.TRIM_HORIZON : positions.get(batch.epoch()));
            }
            var answer = seams.apply(batch, real::apply);
            if (answer instanceof Ack ack) {
                Violation.unless(
                        ack.durable().compareTo(ack.applied()) <= 0, () -> "more is durable than applied: " + ack);
                durable.put(batch.shardId(), ack.durable());
                positions.put(batch.epoch(), ack.applied());
                if (ack.applied().isShardEnd()) {
                    ended.add(batch.shardId());
                }
            } else if (answer instanceof Rewind) {
                weather.count(Fault.REWIND);
            }
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
            if (frozen != null) {
                host.current().cost(random.nextInt(MAX_WRITE_MILLIS) * MILLI);
            }
            return frozen;
        }

        @Override
        public void hasOnDisk(Snapshot snapshot) {
            real.hasOnDisk(snapshot);
            trace.note("server", "snapshot", 0);
        }
    }

    /** Shards that the server will not read on, as they expired and somebody accepts that. */
    private void noteGivenUp(Figures before) {
        figures().shards().forEach((id, shard) -> {
            if (isEnd(shard.position()) && ended.add(id)) {
                ledger.gaveUp(id, Position.parse(before.shards().get(id).position()));
            }
        });
    }

    private void checkParents(String shardId) {
        for (var shard : shards.present()) {
            if (shard.shardId().equals(shardId)) {
                Violation.unless(
                        ended.containsAll(shard.parents()),
                        () -> shardId + " is read before its parents " + shard.parents()
                                + " have been read to their end");
            }
        }
    }
}
