package delivery.consumer;

import delivery.app.Time;
import delivery.kinesis.FanOut;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.read.PageRoom;
import delivery.kinesis.read.PageSource;
import delivery.kinesis.read.SentPages;
import delivery.kinesis.read.ShardReader;
import delivery.kinesis.read.SharedPages;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where the relays have the pages of their shards from: asked for or sent, and read once for all servers that a shard is
 * brought to. Thread-safe.
 */
final class ShardPages {
    private final KinesisStream stream;
    /** Null to poll. */
    private final @Nullable FanOut fanOut;

    private final double readsPerSecond;
    private final boolean areShared;
    private final Time clock;
    private final Supplier<RandomGenerator> randoms;
    private final PageRoom room = PageRoom.ofHeap();
    private final Map<String, SharedPages> shards = new ConcurrentHashMap<>();

    /**
     * @param readsPerSecond and shard
     * @param areShared whether a shard has several readers here
     */
    ShardPages(
            KinesisStream stream,
            @Nullable FanOut fanOut,
            double readsPerSecond,
            boolean areShared,
            Time clock,
            Supplier<RandomGenerator> randoms) {
        this.stream = stream;
        this.fanOut = fanOut;
        this.readsPerSecond = readsPerSecond;
        this.areShared = areShared;
        this.clock = clock;
        this.randoms = randoms;
    }

    /** For one relay, until it closes it. */
    PageSource of(String shardId) {
        return areShared ? shards.computeIfAbsent(shardId, this::shared).reader() : first(shardId);
    }

    private SharedPages shared(String shardId) {
        return new SharedPages(first(shardId), () -> polled(shardId), readsPerSecond, room, clock);
    }

    private PageSource first(String shardId) {
        var polling = polled(shardId);
        return fanOut == null ? polling : new SentPages(fanOut, shardId, polling, clock, randoms.get());
    }

    private ShardReader polled(String shardId) {
        return new ShardReader(stream, shardId, readsPerSecond, room, clock, randoms.get());
    }
}
