package delivery.bench.rank;

import delivery.app.Threads;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * {@code <host> <port> <connections> <events>}: brings events of eight shards a connection to a ranking server, encoded before the
 * clock starts; a batch of each shard, then their acknowledgements. A quarter warms up, then it says {@code begun}. Prints events a
 * second.
 */
final class ApplyLoad {
    private static final int SHARDS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final MessageChannel channel;
    private final List<byte[]> frames = new ArrayList<>();

    private ApplyLoad(Socket socket, int number, int shards, int batches) throws IOException {
        this.socket = socket;
        channel = new MessageChannel(socket);
        var all = IntStream.range(0, SHARDS)
                .mapToObj(i -> new Deliveries(
                        String.format(Locale.ROOT, "b%03dab12", number * SHARDS + i), "shard-" + (number * SHARDS + i)))
                .toList();
        var epochs = new long[SHARDS];
        for (var i = 0; i < SHARDS; i++) {
            epochs[i] = greet(i, number * SHARDS + i, shards);
        }
        for (var batch = 0; batch < batches; batch++) {
            var loop = new Loop();
            var given = all.get(batch % SHARDS).next();
            new MessageChannel(loop)
                    .send(
                            batch % SHARDS,
                            given.between(given.after(), given.to())
                                    .epoch(epochs[batch % SHARDS])
                                    .build());
            frames.add(loop.sent());
        }
    }

    public static void main(String[] args) throws IOException {
        var connections = Integer.parseInt(args[2]);
        var events = Integer.parseInt(args[3]);
        var batches = events / connections / Deliveries.BATCH / SHARDS * SHARDS;
        var loads = new ArrayList<ApplyLoad>();
        for (var number = 0; number < connections; number++) {
            var socket = new Socket(args[0], Integer.parseInt(args[1]));
            loads.add(new ApplyLoad(socket, number, connections * SHARDS, batches));
        }
        var quarter = batches / 4 / SHARDS * SHARDS;
        bring(loads, 0, quarter);
        System.out.println("begun");
        var from = System.nanoTime();
        bring(loads, quarter, batches);
        var seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf(
                Locale.ROOT, "%.0f%n", (batches - quarter) * (double) connections * Deliveries.BATCH / seconds);
    }

    private static void bring(List<ApplyLoad> loads, int from, int to) {
        var threads = loads.stream()
                .map(load -> Threads.make("load", () -> load.bring(from, to)))
                .toList();
        threads.forEach(Thread::start);
        threads.forEach(Threads::join);
    }

    private void bring(int from, int to) {
        try {
            for (var batch = from; batch < to; batch += SHARDS) {
                for (var i = 0; i < SHARDS; i++) {
                    socket.getOutputStream().write(frames.get(batch + i));
                }
                for (var i = 0; i < SHARDS; i++) {
                    var answer = channel.receive(PATIENCE);
                    if (!(answer instanceof Ack)) {
                        throw new IllegalStateException("refused: " + answer);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long greet(int session, int shard, int shards) throws IOException {
        var range = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(shards));
        var start = range.multiply(BigInteger.valueOf(shard));
        var end = start.add(range).subtract(BigInteger.ONE);
        channel.send(
                session,
                Hello.of(
                        new Caller("benchmark", ""),
                        new StreamIdentity("DeliveryStream", "arn", Deliveries.START),
                        ShardIdentity.of("shard-" + shard, start.toString(), end.toString()),
                        Terms.NONE));
        return ((Welcome) channel.receive(PATIENCE)).epoch();
    }
}
