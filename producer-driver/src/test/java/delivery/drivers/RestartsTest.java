package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.app.FakeTime;
import delivery.kinesis.EngineStream;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.PutEntry;
import delivery.kinesis.RecordPage;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.EventEncoder;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Position;
import delivery.model.Region;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Driver processes that are killed at any moment, on the engine of local-kinesis: while they read the board anew, while
 * they drive, while a put has not been answered, while shards are split and merged. One thread, a clock of our own.
 */
class RestartsTest {
    private static final String STREAM = "DeliveryStream";
    private static final Duration TICK = Duration.ofMillis(50);
    private static final TimeScale SCALE = new TimeScale(10);
    /** More than any window, trip or catching up takes at this scale. */
    private static final int LAST_TICKS = 20 * 60;

    static List<Long> seeds() {
        return new Random(20_261_123).longs(150).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOrderIsTakenTwiceDeliveredTwiceOrForgotten(long seed) {
        killedAndStarted(new City(seed, 1));
    }

    /** Each takes its own orders, and goes on with them when it is started again. */
    @ParameterizedTest
    @MethodSource("seeds")
    void norByFourProcessesOfWhichOneOrAnotherIsKilled(long seed) {
        killedAndStarted(new City(seed, 4));
    }

    private static void killedAndStarted(City city) {
        for (var kill = 1 + city.random.nextInt(5); kill > 0; kill--) {
            // Often before it has read the board, so that two die in a row.
            city.live(1 + city.random.nextInt(kill % 2 == 0 ? 40 : 400));
            city.kill();
        }
        city.live(200);
        city.noMoreOrders();
        city.live(LAST_TICKS);

        var events = city.everythingOnTheStream();
        assertThat(city.processes).isGreaterThan(1);
        assertThat(events.taken.keySet()).hasSizeGreaterThan(5);
        assertThat(events.taken).allSatisfy((order, times) -> assertThat(times).hasSize(1));
        assertThat(events.delivered)
                .allSatisfy((order, times) -> assertThat(times).hasSize(1));
        assertThat(events.delivered.keySet()).containsAll(events.taken.keySet());
    }

    /** By order the events that say so; copies of one event are one. */
    private record Told(Map<OrderId, Set<OrderEvent>> taken, Map<OrderId, Set<OrderEvent>> delivered) {}

    /** Producers, a stream that is reshaped, and one driver process at a time of each part. */
    private static final class City {
        private final Random random;
        private final FakeTime time = new FakeTime();
        private final Engine engine;
        private final EngineStream stream;
        private final Process[] fleet;
        private int processes;
        private long orders;
        private boolean ordering = true;

        City(long seed, int fleetSize) {
            random = new Random(seed);
            fleet = new Process[fleetSize];
            engine = new Engine(
                    time,
                    new Random(seed),
                    EngineOptions.DEFAULT.withTransition(Duration.ZERO).withLimits(false));
            engine.createActiveStream(STREAM, 1 + random.nextInt(3));
            stream = new EngineStream(engine, STREAM);
        }

        void noMoreOrders() {
            ordering = false;
        }

        void live(int ticks) {
            for (var tick = 0; tick < ticks; tick++) {
                time.advance(TICK);
                if (ordering && random.nextInt(4) == 0) {
                    order();
                }
                if (random.nextInt(400) == 0) {
                    reshape();
                }
                for (var i = 0; i < fleet.length; i++) {
                    if (fleet[i] == null) {
                        var source = String.format(Locale.ROOT, "run%05d", ++processes);
                        fleet[i] = new Process(source, new FleetPart(i, fleet.length));
                    }
                    fleet[i].live();
                }
            }
        }

        /** What it had sent may still arrive; then nothing, until the next one is up. */
        void kill() {
            var victim = random.nextInt(fleet.length);
            if (fleet[victim] != null) {
                fleet[victim].put();
                fleet[victim] = null;
            }
            time.advance(Duration.ofMillis(500));
        }

        private void order() {
            var from = Region.of(random.nextInt(Region.COUNT));
            var to = Region.of((from.index() + 1 + random.nextInt(Region.COUNT - 1)) % Region.COUNT);
            var order = new OrderCreated(
                    new OrderId("producer", ++orders), from, to, 100 + random.nextInt(900), 300, time.millis());
            var copies = random.nextInt(20) == 0 ? 2 : 1;
            put(Collections.nCopies(copies, order));
        }

        void put(List<? extends OrderEvent> events) {
            if (!events.isEmpty()) {
                stream.put(events.stream()
                        .map(event -> new PutEntry(
                                new EventEncoder().encode(event), Integer.toString(random.nextInt()), null))
                        .toList());
            }
        }

        private void reshape() {
            var open = stream.shards().stream().filter(shard -> shard.open()).toList();
            var shard = open.get(random.nextInt(open.size()));
            if (open.size() > 4) {
                open.stream()
                        .filter(other ->
                                shard.endingHashKey().add(BigInteger.ONE).equals(other.startingHashKey()))
                        .findFirst()
                        .ifPresent(next -> engine.mergeShards(STREAM, shard.shardId(), next.shardId()));
            } else {
                var middle = shard.startingHashKey().add(shard.endingHashKey()).shiftRight(1);
                engine.splitShard(
                        STREAM, shard.shardId(), middle.add(BigInteger.ONE).toString());
            }
        }

        Told everythingOnTheStream() {
            var told = new Told(new HashMap<>(), new HashMap<>());
            var decoder = new EventDecoder();
            for (var shard : stream.shards()) {
                var iterator = stream.iterator(shard.shardId(), Position.TRIM_HORIZON);
                RecordPage page;
                do {
                    page = stream.read(iterator, KinesisLimits.PAGE_RECORDS);
                    for (var record : page.records()) {
                        var decoded = (Decoded.Event)
                                decoder.decode(record.data(), record.arrivedAt().toEpochMilli());
                        tell((OrderEvent) decoded.event(), told);
                    }
                    iterator = page.nextIterator();
                } while (iterator != null && page.millisBehindLatest() > 0);
            }
            return told;
        }

        private static void tell(OrderEvent event, Told told) {
            if (event instanceof OrderAssigned) {
                told.taken
                        .computeIfAbsent(event.orderId(), id -> new HashSet<>())
                        .add(event);
            } else if (event instanceof OrderCompleted) {
                told.delivered
                        .computeIfAbsent(event.orderId(), id -> new HashSet<>())
                        .add(event);
            }
        }

        /** One run of the drivers, as Main wires it; whoever is due takes his turn, in an order that chance decides. */
        private final class Process implements Agents {
            private final Board board;
            private final BoardFeed feed;
            private final EventSink events = new EventSink(this::accept);
            private final String source;
            private final FleetPart part;
            private final List<OrderEvent> accepted = new ArrayList<>();
            private final List<Turn> turns = new ArrayList<>();
            private boolean driving;

            private record Turn(Agent agent, long dueMillis) {}

            Process(String source, FleetPart part) {
                this.source = source;
                this.part = part;
                board = new Board(source, part, SCALE, time);
                feed = new BoardFeed(stream, board, 1, new CityClock(time), () -> new Random(random.nextLong()), this);
                feed.follow(stream.shards());
            }

            @Override
            public void start(String name, Agent agent) {
                turns.add(new Turn(agent, time.millis()));
            }

            void live() {
                if (!driving && feed.isCaughtUp()) {
                    driving = true;
                    // Fewer or more drivers than the run before.
                    DriverFleet.start(
                            1 + random.nextInt(8),
                            part,
                            board.finishRebuilding(),
                            new Driver.Workplace(source, board, events, 8, Duration.ofSeconds(5), SCALE, time),
                            random,
                            this);
                }
                if (random.nextInt(3) == 0) {
                    put();
                }
                var due = new ArrayList<>(turns.stream()
                        .filter(turn -> turn.dueMillis <= time.millis())
                        .toList());
                turns.removeAll(due);
                Collections.shuffle(due, random);
                for (var turn : due) {
                    var idle = turn.agent.doWork();
                    if (idle != null) {
                        turns.add(new Turn(turn.agent, time.millis() + idle.toMillis()));
                    }
                }
            }

            private boolean accept(OrderEvent event) {
                return accepted.add(event);
            }

            /** Some entries are throttled and stay; at times all is stored and the answer lost, so that all stay. */
            void put() {
                var stored =
                        accepted.stream().filter(event -> random.nextInt(4) > 0).toList();
                City.this.put(stored);
                if (random.nextInt(8) > 0) {
                    accepted.removeAll(stored);
                }
            }
        }
    }
}
