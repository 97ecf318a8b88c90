package delivery.bench.rank;

import delivery.app.Time;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Position;
import delivery.model.Region;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.ranking.disk.DiskFolder;
import delivery.ranking.snapshot.SnapshotStore;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * {@code <orders> ...}: for each number of orders what the identities cost in memory, for how long a snapshot stops the
 * ranking, and what it takes to write and to load one. Prints Markdown. The CPU time of the stop leaves out what other
 * processes took of the machine meanwhile.
 */
public final class SnapshotBenchmark {
    private static final long START = 1_767_225_600_000L;
    private static final int BATCH = 500;
    private static final int FREEZES = 300;
    private static final int BATCHES_BETWEEN = 20;
    private static final String MAX_KEY =
            BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString();

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Path folder;
    private final Random random = new Random(1);
    private final int percentAssigned;
    private final RankingState state = newState(Snapshot.EMPTY);
    private final long epoch;
    private final List<EventRecord> batch = new ArrayList<>();
    private Position position = Position.TRIM_HORIZON;
    private long at;
    private long driverNumber;
    private long records;
    private long maxCpuNanos;
    private long order;

    /** The orders' own time. */
    private record At(long millisOfDay) implements Time {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millisOfDay);
        }

        @Override
        public Duration elapsed() {
            return Duration.ofMillis(millisOfDay - START);
        }
    }

    private SnapshotBenchmark(Path folder, int percentAssigned) {
        this.folder = folder;
        this.percentAssigned = percentAssigned;
        var hello = Hello.of(
                new Caller("benchmark", ""),
                new StreamIdentity("DeliveryStream", "arn", START),
                ShardIdentity.of("shard", "0", MAX_KEY),
                Terms.NONE);
        epoch = ((Welcome) state.greet(hello).answer()).epoch();
    }

    private static RankingState newState(Snapshot snapshot) {
        return new RankingState(
                new Admission("", null),
                new RankingState.Life(600, RankingState.RETENTION, 1),
                snapshot,
                new At(START));
    }

    public static void main(String[] args) throws IOException {
        System.out.println(
                "| orders | assigned | heap MB | events/s | stop p50 ms | p99 | max | max of CPU | snapshot MB |"
                        + " write and fsync s | load s |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        for (var orders : args) {
            for (var percent : new int[] {100, 22}) {
                var folder = Files.createTempDirectory("snapshots");
                new SnapshotBenchmark(folder, percent).run(Long.parseLong(orders.replace("_", "")));
                try (var files = Files.list(folder)) {
                    for (var file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private void run(long orders) throws IOException {
        var before = heapBytes();
        var began = System.nanoTime();
        while (order < orders) {
            bringOrders();
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        var events = state.picture().audit().records().read();
        var heap = heapBytes() - before;
        var stops = stops();
        try (var disk = DiskFolder.open(folder)) {
            var store = new SnapshotStore(disk);
            store.write(state.freeze());
            began = System.nanoTime();
            var bytes = store.write(state.freeze());
            var written = System.nanoTime();
            var again = newState(store.load());
            var loaded = System.nanoTime();
            if (again.picture().totals().created() != state.picture().totals().created()) {
                throw new IllegalStateException("something else was loaded");
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %d %% | %.1f | %,.0f | %.2f | %.2f | %.2f | %.2f | %.1f | %.3f | %.3f |%n",
                    orders,
                    percentAssigned,
                    heap / 1e6,
                    events / seconds,
                    stops[FREEZES / 2] / 1e6,
                    stops[FREEZES * 99 / 100] / 1e6,
                    stops[FREEZES - 1] / 1e6,
                    maxCpuNanos / 1e6,
                    bytes / 1e6,
                    (written - began) / 1e9,
                    (loaded - written) / 1e9);
        }
    }

    /** Each freeze is followed by as much as comes in a second of heavy load. The last 300 count, ascending. */
    private long[] stops() {
        var stops = new long[2 * FREEZES];
        for (var i = 0; i < stops.length; i++) {
            var cpu = threads.getCurrentThreadCpuTime();
            var began = System.nanoTime();
            var frozen = state.freeze();
            stops[i] = System.nanoTime() - began;
            maxCpuNanos = i < FREEZES ? 0 : Math.max(maxCpuNanos, threads.getCurrentThreadCpuTime() - cpu);
            if (frozen.stream() == null) {
                throw new IllegalStateException("nothing was frozen");
            }
            for (var batches = 0; batches < BATCHES_BETWEEN; batches++) {
                bringOrders();
            }
        }
        var counted = Arrays.copyOfRange(stops, FREEZES, stops.length);
        Arrays.sort(counted);
        return counted;
    }

    private void bringOrders() {
        batch.clear();
        while (batch.size() < BATCH) {
            order++;
            at = START + order / 100;
            var id = new OrderId("k3v9ab12", order);
            var from = Region.of(random.nextInt(Region.COUNT));
            var to = Region.of((from.index() + 1) % Region.COUNT);
            add(new OrderCreated(id, from, to, 1_000, 60, at));
            if (random.nextInt(100) < percentAssigned) {
                var driver = random.nextInt(10);
                add(new OrderAssigned("d7r2cd34", ++driverNumber, id, driver, from, from, to, 1_000, at, at));
                add(new OrderCompleted("d7r2cd34", ++driverNumber, id, driver, from, to, 1_000, at, at, at));
            }
        }
        var after = position;
        position = new Position(Position.Kind.AFTER, position.sequenceNumber().add(BigInteger.valueOf(batch.size())));
        state.advanceTo(new At(at));
        var answer = state.apply(Batch.of(epoch, "shard", after, position)
                .readThroughMillis(at)
                .events(batch)
                .build());
        if (!(answer instanceof Ack)) {
            throw new IllegalStateException("refused: " + answer);
        }
    }

    private void add(OrderEvent event) {
        batch.add(new EventRecord(event, BigInteger.valueOf(++records), at));
    }

    private static long heapBytes() {
        var runtime = Runtime.getRuntime();
        for (var i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
