package delivery.drivers;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.read.ReadPage;
import delivery.kinesis.read.ShardReader;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every shard of the stream onto the board, from the oldest record on, an agent each. The order in which shards
 * are read does not matter to the board, so that parents and children may be read side by side.
 */
final class BoardFeed {
    private static final Logger LOG = LoggerFactory.getLogger(BoardFeed.class);

    private final KinesisStream stream;
    private final Board board;
    private final double readsPerSecond;
    private final CityClock clock;
    private final Supplier<RandomGenerator> randoms;
    private final Agents agents;
    private final EventDecoder decoder = new EventDecoder();

    private final Set<String> known = new HashSet<>();
    private final Set<String> behind = new HashSet<>();

    /**
     * @param readsPerSecond of the five that all readers of a shard share
     * @param clock told what the stream says the time is
     * @param randoms one for each agent
     */
    BoardFeed(
            KinesisStream stream,
            Board board,
            double readsPerSecond,
            CityClock clock,
            Supplier<RandomGenerator> randoms,
            Agents agents) {
        this.stream = stream;
        this.board = board;
        this.readsPerSecond = readsPerSecond;
        this.clock = clock;
        this.randoms = randoms;
        this.agents = agents;
    }

    /** Whether every shard has been read up to its tip once. */
    synchronized boolean isCaughtUp() {
        return behind.isEmpty();
    }

    synchronized void follow(List<Shard> shards) {
        for (var shard : shards) {
            var id = shard.shardId();
            if (known.add(id)) {
                behind.add(id);
                var reader = new ShardReader(stream, id, readsPerSecond, clock.machine(), randoms.get());
                agents.start("board-feed-" + id, new ShardFeed(reader));
            }
        }
    }

    private synchronized void caughtUp(String shardId) {
        behind.remove(shardId);
    }

    /** Reads one shard, to its end if it has one. */
    private final class ShardFeed implements Agent {
        private final ShardReader reader;

        ShardFeed(ShardReader reader) {
            this.reader = reader;
        }

        /** @throws delivery.kinesis.StreamException if the stream cannot be read any more */
        @Override
        public @Nullable Duration doWork() {
            var sentAt = clock.elapsed();
            var page = reader.untilDue().isZero() ? reader.tryRead() : null;
            if (page != null) {
                clock.hear(reader.streamTime(), clock.elapsed().minus(sentAt));
                page.records().forEach(record -> record.parts().forEach(part -> add(page, part)));
                if (page.to().isShardEnd()) {
                    follow(page.children());
                }
                if (page.to().isShardEnd() || page.millisBehindLatest() == 0) {
                    caughtUp(page.shardId());
                }
            }
            return reader.position().isShardEnd() ? null : reader.untilDue();
        }

        /** What is no event of ours is the ranking's business to keep; a driver passes on. */
        private void add(ReadPage page, StoredRecord record) {
            var decoded = decoder.decode(record.data(), record.arrivedAt().toEpochMilli());
            if (decoded instanceof Decoded.Event event) {
                if (event.event() instanceof OrderEvent orderEvent) {
                    board.add(orderEvent);
                }
            } else if (decoded instanceof Decoded.Rejected rejected) {
                LOG.debug("{} {}: {}", page.shardId(), record.sequenceNumber(), rejected.message());
            }
        }
    }
}
