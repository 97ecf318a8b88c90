package delivery.simulation;

import delivery.consumer.RankingServer.Session;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.ranking.Figures;
import delivery.ranking.RankingSteps;
import delivery.ranking.SimulatedDisk;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The ranking server's process: its state, and the connections to it, which take time and break. */
final class RankingHost {
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final long MILLI = 1_000_000;

    private final Clockwork clock;
    private final MachineClock time;
    private final RandomGenerator random;
    private final Weather weather;
    private final Ledger ledger;
    private final Trace trace;
    private final ShardLists shards;

    private final SimulatedDisk disk;
    private final Duration snapshotInterval;
    private final Duration retention;
    private final boolean rewindsFar;
    private final Seams seams;

    private Host host;
    private RankingSteps state;
    private final List<Link> links = new ArrayList<>();
    private final Map<Long, Link> holders = new HashMap<>();
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
        snapshotInterval = plan.snapshotInterval();
        retention = plan.retention();
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
            state = RankingSteps.start(disk, retention, time);
        } catch (Crash e) {
            kill();
            return;
        }
        seams.restored(state);
        var figures = figures();
        ended.clear();
        figures.shards().forEach((id, shard) -> {
            if (shard.position().equals(Position.SHARD_END.toString())) {
                ended.add(id);
            }
        });
        checkDurable(figures);
        trace.note("server", "starts", figures.records().read());
        host.after(SWEEP, this::sweep);
        host.after(snapshotInterval, this::freeze);
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

    private void freeze() {
        var frozen = state.freezeIfChanged();
        if (frozen == null) {
            host.after(snapshotInterval, this::freeze);
            return;
        }
        // Meanwhile the ranking goes on.
        host.after(Duration.ofMillis(random.nextInt(500)), () -> {
            state.write(frozen);
            trace.note("server", "snapshot", 0);
            host.after(snapshotInterval, this::freeze);
        });
    }

    boolean isUp() {
        return host.isAlive();
    }

    void kill() {
        host.kill();
        cutOff();
        if (random.nextBoolean()) {
            disk.crash();
        }
        if (weather.strikes(Fault.SNAPSHOT_DAMAGED) && disk.damage()) {
            // It falls back to an older one.
            durable.clear();
        }
    }

    private void cutOff() {
        for (var link : links) {
            link.left = true;
            link.cut();
        }
        links.clear();
        holders.clear();
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
        return state.figures(time);
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
        var link = new Link(client);
        links.add(link);
        return link;
    }

    private void sweep() {
        for (var link : List.copyOf(links)) {
            var silent = Duration.ofNanos(clock.elapsed().toNanos() - link.heardNanos);
            if (silent.compareTo(IDLE) >= 0) {
                link.leave(new Failure(Failure.Code.SILENT, "silent"));
            }
        }
        host.after(SWEEP, this::sweep);
    }

    private Message handle(Link link, Message question) {
        if (question instanceof Hello hello) {
            return greet(link, hello);
        }
        var batch = (Batch) question;
        if (batch.epoch() != link.epoch) {
            return new Failure(Failure.Code.WRONG_EPOCH, "another epoch");
        }
        if (weather.strikes(Fault.REWIND)) {
            return new Rewind(rewindsFar && random.nextBoolean() ? Position.TRIM_HORIZON : link.position);
        }
        var answer = seams.apply(batch, each -> state.apply(each, time));
        if (answer instanceof Ack ack) {
            Violation.unless(ack.durable().compareTo(ack.applied()) <= 0, () -> "more is durable than applied: " + ack);
            durable.put(batch.shardId(), ack.durable());
            link.position = ack.applied();
            if (ack.applied().isShardEnd()) {
                ended.add(batch.shardId());
            }
        } else if (answer instanceof Rewind) {
            weather.count(Fault.REWIND);
        }
        return answer;
    }

    private Message greet(Link link, Hello hello) {
        var before = hello.acceptLoss() ? figures() : null;
        var greeted = state.greet(seams.hello(hello), time);
        var loser = holders.remove(greeted.fencedEpoch());
        if (loser != null) {
            fenced++;
            loser.leave(new Fenced(hello.holder()));
        }
        if (greeted.answer() instanceof Welcome welcome) {
            link.epoch = welcome.epoch();
            link.shardId = hello.shard().shardId();
            link.position = welcome.position();
            holders.put(link.epoch, link);
            if (hello.acceptLoss()) {
                noteGivenUp(before);
            }
            checkParents(link.shardId);
        }
        return greeted.answer();
    }

    /** Shards that the server will not read on, as they expired and somebody accepts that. */
    private void noteGivenUp(Figures before) {
        figures().shards().forEach((id, shard) -> {
            if (shard.position().equals(Position.SHARD_END.toString()) && ended.add(id)) {
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

    /** One session on a connection, both ends of it. */
    private final class Link implements Session {
        private final Host client;
        private long heardNanos = clock.elapsed().toNanos();
        private long epoch = -1;
        private String shardId;
        private Position position;
        /** On its way to the client, or there. */
        private Message answer;

        private Host.Turns waiting;
        private boolean arrived;
        private boolean broken;
        private boolean left;

        Link(Host client) {
            this.client = client;
        }

        @Override
        public void send(Message question) throws IOException {
            checkNotBroken();
            if (question instanceof Batch batch) {
                ledger.check(batch);
            }
            if (weather.strikes(Fault.CONNECTION_LOST_BEFORE)) {
                lose();
                return;
            }
            clock.after(latency(), () -> host.after(Duration.ZERO, () -> serve(question)));
        }

        @Override
        public Message receive() throws IOException {
            if (arrived) {
                var heard = answer;
                answer = null;
                arrived = false;
                return heard;
            }
            checkNotBroken();
            waiting = client.current();
            if (waiting != null) {
                waiting.block();
            }
            return null;
        }

        /** By the client. What it had sent may still be served. */
        @Override
        public void close() {
            broken = true;
            notice();
        }

        private void serve(Message question) {
            if (left) {
                return;
            }
            heardNanos = clock.elapsed().toNanos();
            var reply = handle(this, question);
            trace.note("server", reply.getClass().getSimpleName(), epoch & 0xFFFF);
            trace.say(() -> client.name() + ": " + brief(question) + " -> " + brief(reply));
            if (weather.strikes(Fault.CONNECTION_LOST_AFTER)) {
                lose();
                return;
            }
            reply(reply);
            if (!(reply instanceof Welcome || reply instanceof Ack || reply instanceof Rewind)) {
                goneFromServer();
            }
        }

        private void reply(Message reply) {
            clock.after(latency(), () -> {
                if (!broken) {
                    answer = reply;
                    arrived = true;
                    wake();
                }
            });
        }

        /** The server ends it, with a last word. */
        private void leave(Message last) {
            goneFromServer();
            reply(last);
            clock.after(latency() + 20 * MILLI, this::cut);
        }

        /**
         * Neither end gets anything through any more, for all shards that share the client's connection; the client learns
         * at once, the server a little later.
         */
        private void lose() {
            for (var link : List.copyOf(links)) {
                if (link.client == client) {
                    link.cut();
                    link.notice();
                }
            }
            cut();
            notice();
        }

        private void cut() {
            broken = true;
            wake();
        }

        private void notice() {
            host.after(Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(15_000) : 5), this::goneFromServer);
        }

        private void goneFromServer() {
            if (!left) {
                left = true;
                links.remove(this);
                holders.remove(epoch);
                if (shardId != null) {
                    state.leave(shardId, epoch);
                }
            }
        }

        private void wake() {
            if (waiting != null) {
                waiting.wake();
                waiting = null;
            }
        }

        private void checkNotBroken() throws IOException {
            if (broken) {
                throw new IOException("simulated: the connection is lost");
            }
        }

        private long latency() {
            return (1 + random.nextInt(5)) * MILLI;
        }
    }

    private static String brief(Message message) {
        if (message instanceof Batch batch) {
            return "Batch " + batch.shardId() + " " + batch.after() + " to " + batch.to() + " of " + batch.records();
        } else if (message instanceof Hello hello) {
            return "Hello " + hello.shard().shardId() + (hello.takeover() ? " takeover" : "");
        }
        return message.toString();
    }
}
