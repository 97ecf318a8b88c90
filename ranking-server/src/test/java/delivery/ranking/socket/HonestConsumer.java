package delivery.ranking.socket;

import delivery.app.Threads;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message.Ack;
import delivery.ranking.state.Batches;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Brings shard {@code honest} batch by batch, two of one event a millisecond at most, and takes the time of each. */
final class HonestConsumer implements AutoCloseable {
    static final String SHARD = "honest";

    private static final int KEPT = 1 << 16;
    private static final long PAUSE_NANOS = 500_000;

    private final SocketConsumer consumer;
    private final long[] nanos = new long[KEPT];
    private final Thread thread = new Thread(this::run, "honest");
    private volatile int applied;
    private volatile boolean stopping;
    private volatile Exception trouble;

    HonestConsumer(ServerOnASocket server) throws IOException {
        consumer = server.consumer();
        thread.start();
    }

    private void run() {
        try {
            var epoch = consumer.welcome(ServerOnASocket.hello(SHARD)).epoch();
            var after = Position.TRIM_HORIZON;
            while (!stopping) {
                var n = applied + 1;
                var to = Position.after(Integer.toString(n));
                var batch = Batches.of(SHARD, epoch, after)
                        .event(Events.created(n))
                        .to(to)
                        .batch();
                var began = System.nanoTime();
                var answer = consumer.ask(batch);
                nanos[applied % KEPT] = System.nanoTime() - began;
                if (!(answer instanceof Ack ack) || !ack.applied().equals(to)) {
                    throw new IllegalStateException("unexpected: " + answer);
                }
                after = to;
                applied = n;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException | RuntimeException e) {
            trouble = e;
        }
    }

    /** Events that were acknowledged. */
    int applied() {
        return applied;
    }

    /** What went wrong, null if all is well. */
    Exception trouble() {
        return trouble;
    }

    /** Of the batches since {@code from} (the last {@value #KEPT} of them), the time that all but 1 % stayed below. */
    Duration p99Since(int from) {
        var until = applied;
        var times = java.util.stream.IntStream.range(Math.max(from, until - KEPT + 1), until)
                .mapToLong(n -> nanos[n % KEPT])
                .toArray();
        Arrays.sort(times);
        return Duration.ofNanos(times.length == 0 ? 0 : times[times.length * 99 / 100]);
    }

    @Override
    public void close() {
        stopping = true;
        Threads.join(thread);
    }
}
