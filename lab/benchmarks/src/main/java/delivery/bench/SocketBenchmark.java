package delivery.bench;

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
import delivery.protocol.MessageChannel;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * {@code <rounds>}: the CPU time of one thread for a million events from a batch to the state, in three parts: to a frame,
 * from a frame, applied. Each round brings the same 100,000 events to a new state; the median of the last two thirds. Prints
 * Markdown. Compare two commits by running it in turns.
 */
public final class SocketBenchmark {
    private static final long START = 1_767_225_600_000L;
    private static final int BATCH = 498;
    private static final int BATCHES = 200;
    private static final List<String> PARTS = List.of("to a frame", "from a frame", "applied");

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

    /** Leads nowhere: what is sent is kept, to be received by another. */
    private static final class Loop extends Socket {
        private final InputStream in;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);

        Loop(byte... toReceive) {
            in = new ByteArrayInputStream(toReceive);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return out;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) {}
    }

    private final Random random = new Random(1);
    private final List<Batch> batches = new ArrayList<>();
    private long order;
    private long driverNumber;
    private long frameBytes;
    private BigInteger sequenceNumber = BigInteger.TWO.pow(185);

    private SocketBenchmark() {
        var position = Position.TRIM_HORIZON;
        for (var i = 0; i < BATCHES; i++) {
            var events = events();
            var to = new Position(Position.Kind.AFTER, sequenceNumber);
            var at = events.get(events.size() - 1).arrivedAtMillis();
            batches.add(Batch.of(0, "shard", position, to)
                    .readThroughMillis(at)
                    .events(events)
                    .build());
            position = to;
        }
    }

    public static void main(String[] args) throws IOException {
        var rounds = Integer.parseInt(args[0]);
        var benchmark = new SocketBenchmark();
        var results = new ArrayList<long[]>();
        for (var round = 0; round < rounds; round++) {
            var nanos = benchmark.round();
            if (round >= rounds / 3) {
                results.add(nanos);
            }
        }
        System.out.println("| CPU-s a million events | |");
        System.out.println("|---|---|");
        for (var part = 0; part < PARTS.size(); part++) {
            var which = part;
            print(
                    PARTS.get(part),
                    results.stream().mapToLong(nanos -> nanos[which]).toArray());
        }
        print(
                "all",
                results.stream()
                        .mapToLong(nanos -> nanos[0] + nanos[1] + nanos[2])
                        .toArray());
        System.out.println("| bytes an event | " + benchmark.frameBytes / ((long) rounds * BATCH * BATCHES) + " |");
    }

    private static void print(String part, long[] nanos) {
        var median = IntStream.range(0, nanos.length)
                .mapToLong(i -> nanos[i])
                .sorted()
                .skip(nanos.length / 2)
                .findFirst();
        System.out.printf(Locale.ROOT, "| %s | %.3f |%n", part, median.orElseThrow() / 1e3 / BATCH / BATCHES);
    }

    private long[] round() throws IOException {
        var cpu = ManagementFactory.getThreadMXBean();
        var state = new RankingState(
                new Admission("", null),
                new RankingState.Life(600, RankingState.RETENTION, 1),
                Snapshot.EMPTY,
                new At(START));
        var epoch = ((Welcome) state.greet(hello()).answer()).epoch();
        var nanos = new long[PARTS.size()];
        for (var batch : batches) {
            var given = batch.between(batch.after(), batch.to()).epoch(epoch).build();
            var began = cpu.getCurrentThreadCpuTime();
            var out = new Loop();
            new MessageChannel(out).send(given);
            var frame = out.out.toByteArray();
            var written = cpu.getCurrentThreadCpuTime();
            var heard = (Batch) new MessageChannel(new Loop(frame)).receive(Duration.ofSeconds(5));
            var read = cpu.getCurrentThreadCpuTime();
            state.advanceTo(new At(batch.readThroughMillis()));
            var answer = state.apply(heard);
            nanos[0] += written - began;
            nanos[1] += read - written;
            nanos[2] += cpu.getCurrentThreadCpuTime() - read;
            frameBytes += frame.length;
            if (!(answer instanceof Ack)) {
                throw new IllegalStateException("refused: " + answer);
            }
        }
        return nanos;
    }

    private static Hello hello() {
        return Hello.of(
                new Caller("benchmark", ""),
                new StreamIdentity("DeliveryStream", "arn", START),
                ShardIdentity.of(
                        "shard",
                        "0",
                        BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString()),
                Terms.NONE);
    }

    private List<EventRecord> events() {
        var records = new ArrayList<EventRecord>();
        while (records.size() <= BATCH - 3) {
            order++;
            var at = START + order / 100;
            var id = new OrderId("k3v9ab12", order);
            var from = Region.of(random.nextInt(Region.COUNT));
            var to = Region.of((from.index() + 1) % Region.COUNT);
            var driver = random.nextInt(10);
            add(records, new OrderCreated(id, from, to, 1_000, 60, at));
            add(records, new OrderAssigned("d7r2cd34", ++driverNumber, id, driver, from, from, to, 1_000, at, at));
            add(records, new OrderCompleted("d7r2cd34", ++driverNumber, id, driver, from, to, 1_000, at, at, at));
        }
        return records;
    }

    /** Sequence numbers of Kinesis differ by some 2^68 within a shard. */
    private void add(List<EventRecord> records, OrderEvent event) {
        sequenceNumber = sequenceNumber.add(BigInteger.TWO.pow(68)).add(BigInteger.valueOf(random.nextInt(1 << 20)));
        records.add(new EventRecord(event, sequenceNumber, event.atMillis() + 40));
    }
}
