package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.model.Position;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.RankingPicture.Records;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * E3: broken frames in any number, while an honest consumer works: nothing crashes, hangs, changes or grows. How many and
 * which is said by the properties {@code fuzz.frames} and {@code fuzz.seed}; {@code scripts/fuzz-socket.sh} sets them.
 */
class SocketFuzzTest {
    private static final int FRAMES = Integer.getInteger("fuzz.frames", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int LOOKS = 20;
    private static final int ANSWER_MILLIS = 10_000;
    /** Closed by a reset, so that no port stays taken for a minute. */
    private static final int RESET = 0;

    private final Random random = new Random(SEED);
    private final BrokenFrames broken = new BrokenFrames(SEED);
    private final List<Long> heap = new ArrayList<>();
    private int hangs;
    private int welcomed;

    @Test
    void noBrokenFrameDoesAnyHarm() throws IOException {
        var patience = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(10));
        try (var server = new ServerOnASocket(Limits.USUAL, patience);
                var honest = new HonestConsumer(server)) {
            await().until(() -> honest.applied() >= 1_000);
            var alone = honest.p99Since(500);
            var from = honest.applied();
            var began = System.nanoTime();
            for (var i = 0; i < FRAMES; i++) {
                say(server.port());
                if (i % Math.max(1, FRAMES / LOOKS) == 0) {
                    heap.add(usedHeap());
                }
            }
            var seconds = (System.nanoTime() - began) / 1e9;
            heap.add(usedHeap());
            var p99 = honest.p99Since(from);
            await().atMost(Duration.ofSeconds(30)).until(() -> server.connections() == 1);

            var crashes = server.counters.ended(Ending.INTERNAL) + (server.isAlive() ? 0 : 1);
            var changes = stateChanges(server, honest);
            System.out.printf(
                    Locale.ROOT,
                    "fuzz: %d frames with seed %d in %.0f s (%d after a Welcome): crashes %d, hangs %d, state changes %d;"
                            + " heap after GC %.1f to %.1f MB, %.1f bytes a frame; %d honest batches, p99 %.2f ms (%.2f ms"
                            + " alone)%n",
                    FRAMES,
                    SEED,
                    seconds,
                    welcomed,
                    crashes,
                    hangs,
                    changes,
                    heap.get(1) / 1e6,
                    heap.get(heap.size() - 1) / 1e6,
                    heapSlope(),
                    honest.applied(),
                    p99.toNanos() / 1e6,
                    alone.toNanos() / 1e6);
            assertThat(honest.trouble()).isNull();
            assertThat(crashes).as("crashes").isZero();
            assertThat(hangs).as("hangs").isZero();
            assertThat(changes).as("state changes").isZero();
            assertThat(welcomed).isGreaterThan(FRAMES / 10);
            assertThat(heap.get(heap.size() - 1) - heap.get(1))
                    .as("growth of the heap")
                    .isLessThan(10_000_000);
            assertThat(p99).isLessThan(Duration.ofMillis(250));
        }
    }

    /** One connection and one broken frame; then it waits for the server to end it, or ends it itself. */
    private void say(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoLinger(true, RESET);
            if (random.nextInt(4) == 0) {
                var consumer = new MessageChannel(socket);
                consumer.send(ServerOnASocket.hello("victim").takeover().hello());
                var epoch = ((Welcome) consumer.receive(Duration.ofMillis(ANSWER_MILLIS))).epoch();
                welcomed++;
                socket.getOutputStream().write(broken.afterHello(epoch));
            } else {
                socket.getOutputStream().write(broken.beforeHello());
            }
            if (random.nextInt(10) == 0) {
                return; // with a reset, in the middle of whatever it was
            }
            socket.shutdownOutput();
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            hangs++;
        } catch (IOException e) {
            // It has hung up on us, rightly.
        }
    }

    /** What is there beyond the honest consumer's own events: nothing, if all is well. */
    private static long stateChanges(ServerOnASocket server, HonestConsumer honest) {
        honest.close();
        var applied = honest.applied();
        await().until(() -> server.latest.get().totals().created() == applied);
        var changes = 0L;
        for (var shard : server.latest.get().shards()) {
            var isHonest = shard.shardId().equals(HonestConsumer.SHARD);
            var records = isHonest ? new Records(applied, applied, 0, 0, 0) : Records.NONE;
            var position = isHonest ? Position.after(Integer.toString(applied)) : Position.TRIM_HORIZON;
            changes += shard.records().equals(records) && shard.position().equals(position.toString()) ? 0 : 1;
        }
        return changes + server.latest.get().shards().size() - 2;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes a frame by least squares over the second half, when everything is warm. */
    private double heapSlope() {
        var half = heap.subList(heap.size() / 2, heap.size());
        var middle = (half.size() - 1) / 2.0;
        var mean = half.stream().mapToLong(each -> each).average().orElse(0);
        var above = 0.0;
        var below = 0.0;
        for (var i = 0; i < half.size(); i++) {
            above += (i - middle) * (half.get(i) - mean);
            below += (i - middle) * (i - middle);
        }
        return above / below / (FRAMES / (double) LOOKS);
    }
}
