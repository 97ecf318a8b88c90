package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.Agent;
import delivery.app.FakeTime;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.model.RecordAggregate;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When the drivers may begin: not before all that was on the stream is on the board. */
class BoardFeedTest {
    private static final String PARENT = "shardId-000000000000";
    private static final String CHILD = "shardId-000000000001";

    private final FakeTime time = new FakeTime();
    private final Queue<Agent> agents = new ArrayDeque<>();
    private final Queue<RecordPage> pages = new ArrayDeque<>();
    private final Scripted stream = new Scripted();
    private final Board board = new Board("own00001", new TimeScale(1), time);
    private final BoardFeed feed = new BoardFeed(
            stream, board, 5, new CityClock(time), () -> new Random(1), (name, agent) -> agents.add(agent));

    /** In a moment between, drivers would begin without what is in the children. */
    @Test
    void whoeverLooksWhileTheChildrenOfAShardAreBegunSeesThatItIsBehind() {
        var seen = new ArrayList<Boolean>();
        pages.add(new RecordPage(List.of(), null, 0, null, new Looked(List.of(shard(CHILD)), seen)));
        pages.add(new RecordPage(List.of(), "next", 0, null, List.of()));
        feed.follow(stream.shards());
        assertThat(agents.remove().doWork()).isNull();
        assertThat(seen).isNotEmpty().containsOnly(false);
        assertThat(feed.isCaughtUp()).isFalse();
        agents.remove().doWork();
        assertThat(feed.isCaughtUp()).isTrue();
    }

    @Test
    void theOrdersThatARecordAggregatesAreOnTheBoardAndNothingOfOneThatIsBroken() {
        var whole = aggregate(1, 2, 3);
        var broken = aggregate(4, 5);
        broken[broken.length / 2] ^= 1;
        pages.add(new RecordPage(List.of(record("1", whole), record("2", broken)), "next", 0, null, List.of()));
        feed.follow(stream.shards());
        agents.element().doWork();
        assertThat(board.openOrders()).isEqualTo(3);
    }

    private static byte[] aggregate(int... numbers) {
        var aggregate = new RecordAggregate("1");
        for (var number : numbers) {
            aggregate.add(new byte[] {'k'}, new EventEncoder().encode(Events.created(number)));
        }
        return aggregate.toBytes();
    }

    private static StoredRecord record(String number, byte[] data) {
        return new StoredRecord(number, "key", data, Instant.ofEpochMilli(Events.START_MILLIS + 1_000));
    }

    @Test
    void aPageThatEndsBeforeTheTipIsNotTheLastOne() {
        for (var behind : new long[] {60_000, 1, 0}) {
            pages.add(new RecordPage(List.of(), "next", behind, null, List.of()));
        }
        feed.follow(stream.shards());
        for (var page = 0; page < 2; page++) {
            agents.element().doWork();
            time.advance(Duration.ofSeconds(1));
            assertThat(feed.isCaughtUp()).isFalse();
        }
        agents.element().doWork();
        assertThat(feed.isCaughtUp()).isTrue();
    }

    private static Shard shard(String shardId) {
        return new Shard(shardId, List.of(), BigInteger.ZERO, BigInteger.ONE, true);
    }

    /** Whether all is caught up is looked at whenever somebody goes through it. */
    private final class Looked extends AbstractList<Shard> {
        private final List<Shard> shards;
        private final List<Boolean> seen;

        Looked(List<Shard> shards, List<Boolean> seen) {
            this.shards = shards;
            this.seen = seen;
        }

        @Override
        public Shard get(int index) {
            seen.add(feed.isCaughtUp());
            return shards.get(index);
        }

        @Override
        public int size() {
            return shards.size();
        }
    }

    /** One shard at first, and the pages that a test says. */
    private final class Scripted implements KinesisStream {
        @Override
        public List<Shard> shards() {
            return List.of(shard(PARENT));
        }

        @Override
        public String iterator(String shardId, Position position) {
            return shardId;
        }

        @Override
        public RecordPage read(String iterator, int limit) {
            return pages.remove();
        }

        @Override
        public StreamDescription describe() {
            throw new AssertionError("not asked for");
        }

        @Override
        public List<PutResult> put(List<PutEntry> entries) {
            throw new AssertionError("not asked for");
        }
    }
}
