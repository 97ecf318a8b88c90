package shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.engine.Engine;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Numbered orders on a stream of two shards that is split and merged; a framework may tell one twice, and none never. */
final class Orders {
    static final String STREAM = "orders";

    private final Engine engine;
    private final Set<Integer> told = new HashSet<>();
    private int placed;

    Orders(Engine engine) {
        this.engine = engine;
    }

    synchronized void tell(String order) {
        told.add(Integer.valueOf(order));
        notifyAll();
    }

    void place(int more) {
        for (int end = placed + more; placed < end; placed++) {
            var text = Integer.toString(placed);
            engine.putRecord(STREAM, new NewRecord(text.getBytes(StandardCharsets.UTF_8), "order-" + text, null));
        }
    }

    synchronized void awaitAll() throws InterruptedException {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (long left; told.size() < placed && (left = deadline - System.nanoTime()) > 0; ) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        var missing = IntStream.range(0, placed)
                .filter(order -> !told.contains(order))
                .boxed()
                .toList();
        assertTrue(missing.isEmpty(), "never told: " + missing);
    }

    void split() {
        var first = open().get(0);
        var middle = new BigInteger(first.startingHashKey())
                .add(new BigInteger(first.endingHashKey()))
                .shiftRight(1);
        engine.splitShard(STREAM, first.shardId(), middle.toString());
    }

    void merge() {
        var open = open();
        engine.mergeShards(STREAM, open.get(0).shardId(), open.get(1).shardId());
    }

    private List<ShardDescription> open() {
        return engine.listShards(STREAM, ShardFilter.ALL, null, 100).shards().stream()
                .filter(shard -> shard.endingSequenceNumber() == null)
                .sorted((a, b) -> new BigInteger(a.startingHashKey()).compareTo(new BigInteger(b.startingHashKey())))
                .toList();
    }
}
