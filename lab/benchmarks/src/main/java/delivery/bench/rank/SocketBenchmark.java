package delivery.bench.rank;

import delivery.app.Time;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code <rounds>}: the CPU time of one thread for a million events from a batch to the state, in three parts: to a frame,
 * from a frame, applied. Each round brings the same 100,000 events to a new state; the median of the last two thirds. Prints
 * Markdown. Compare two commits by running it in turns.
 */
public final class SocketBenchmark {
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
            return Duration.ofMillis(millisOfDay - Deliveries.START);
        }
    }

    private final List<Batch> batches;
    private long frameBytes;

    private SocketBenchmark() {
        var deliveries = new Deliveries("k3v9ab12", "shard");
        batches = Stream.generate(deliveries::next).limit(BATCHES).toList();
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
        System.out.println(
                "| bytes an event | " + benchmark.frameBytes / ((long) rounds * Deliveries.BATCH * BATCHES) + " |");
    }

    private static void print(String part, long[] nanos) {
        var median = IntStream.range(0, nanos.length)
                .mapToLong(i -> nanos[i])
                .sorted()
                .skip(nanos.length / 2)
                .findFirst();
        System.out.printf(
                Locale.ROOT, "| %s | %.3f |%n", part, median.orElseThrow() / 1e3 / Deliveries.BATCH / BATCHES);
    }

    private long[] round() throws IOException {
        var cpu = ManagementFactory.getThreadMXBean();
        var state = new RankingState(
                new Admission("", null),
                new RankingState.Life(600, RankingState.RETENTION, 1),
                Snapshot.EMPTY,
                new At(Deliveries.START));
        var epoch = ((Welcome) state.greet(hello()).answer()).epoch();
        var nanos = new long[PARTS.size()];
        for (var batch : batches) {
            var given = batch.between(batch.after(), batch.to()).epoch(epoch).build();
            var began = cpu.getCurrentThreadCpuTime();
            var out = new Loop();
            new MessageChannel(out).send(given);
            var frame = out.sent();
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
                new StreamIdentity("DeliveryStream", "arn", Deliveries.START),
                ShardIdentity.of(
                        "shard",
                        "0",
                        BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString()),
                Terms.NONE);
    }
}
