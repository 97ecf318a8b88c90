package delivery.drivers;

import delivery.app.Threads;
import delivery.app.Waiter;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardReader;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderEvent;
import delivery.protocol.Position;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every shard of the stream onto the board, from the oldest record on, a thread each. The order in which shards are
 * read does not matter to the board, so that parents and children may be read side by side.
 */
final class BoardFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BoardFeed.class);

    private final KinesisStream stream;
    private final Board board;
    private final double readsPerSecond;
    private final InstantSource clock;
    private final Waiter waiter;
    private final Consumer<RuntimeException> onFailure;
    private final EventDecoder decoder = new EventDecoder();

    private final Queue<Thread> threads = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> behind = new HashSet<>();

    /**
     * @param readsPerSecond of the five that all readers of a shard share
     * @param waiter ends the threads
     * @param onFailure told when the stream cannot be read any more
     */
    BoardFeed(
            KinesisStream stream,
            Board board,
            double readsPerSecond,
            InstantSource clock,
            Waiter waiter,
            Consumer<RuntimeException> onFailure) {
        this.stream = stream;
        this.board = board;
        this.readsPerSecond = readsPerSecond;
        this.clock = clock;
        this.waiter = waiter;
        this.onFailure = onFailure;
    }

    void start() {
        follow(stream.shards());
    }

    /** Waits until every shard has been read up to its tip once; false if the program stops before. */
    boolean awaitCaughtUp() {
        while (!isCaughtUp()) {
            if (!waiter.await(Duration.ofMillis(20))) {
                return false;
            }
        }
        return true;
    }

    synchronized boolean isCaughtUp() {
        return behind.isEmpty();
    }

    private synchronized void follow(List<Shard> shards) {
        for (var shard : shards) {
            var id = shard.shardId();
            if (known.add(id)) {
                behind.add(id);
                var thread = new Thread(() -> read(id), "board-feed-" + id);
                threads.add(thread);
                thread.start();
            }
        }
    }

    private synchronized void caughtUp(String shardId) {
        behind.remove(shardId);
    }

    private void read(String shardId) {
        try {
            var reader = new ShardReader(stream, shardId, readsPerSecond, clock, waiter, new Random());
            reader.seek(Position.TRIM_HORIZON);
            var page = reader.poll();
            while (page != null) {
                page.records().forEach(record -> add(shardId, record));
                if (page.to().isShardEnd()) {
                    follow(page.children());
                    caughtUp(shardId);
                    return;
                }
                if (page.millisBehindLatest() == 0) {
                    caughtUp(shardId);
                }
                page = reader.poll();
            }
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }

    /** What is no event of ours is the ranking's business to keep; a driver passes on. */
    private void add(String shardId, StoredRecord record) {
        var decoded = decoder.decode(record.data(), record.arrivedAt().toEpochMilli());
        if (decoded instanceof Decoded.Event event) {
            if (event.event() instanceof OrderEvent orderEvent) {
                board.add(orderEvent);
            }
        } else if (decoded instanceof Decoded.Rejected rejected) {
            LOG.debug("{} {}: {}", shardId, record.sequenceNumber(), rejected.message());
        }
    }

    /** Waits until every thread has ended, also those that an ending one starts. */
    @Override
    public void close() {
        for (var thread = nextThread(); thread != null; thread = nextThread()) {
            Threads.join(thread);
        }
    }

    private synchronized Thread nextThread() {
        return threads.poll();
    }
}
