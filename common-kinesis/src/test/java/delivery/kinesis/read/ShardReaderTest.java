package delivery.kinesis.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.FakeTime;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.SlowLine;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import delivery.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardReaderTest {
    private static final String SHARD = "shardId-000000000000";

    private final FakeTime time = new FakeTime();
    private final TestStream stream = TestStream.unlimited(time, 1);
    private final ShardReader reader = reader(stream.port);

    @Test
    void readsEveryRecordOfEveryPageOnceAndPagesJoin() {
        for (var i = 0; i < 25; i++) {
            put("r" + i);
            put("s" + i);
        }
        var texts = new ArrayList<String>();
        var at = Position.TRIM_HORIZON;
        for (var i = 0; i < 3; i++) {
            var page = reader.poll(time);
            assertThat(page.after()).isEqualTo(at);
            at = page.to();
            page.records().forEach(r -> texts.add(text(r)));
        }
        assertThat(texts).hasSize(50).doesNotHaveDuplicates();
        assertThat(reader.position()).isEqualTo(at);
    }

    @Test
    void anEmptyPageMovesNothing() {
        var page = reader.poll(time);
        assertThat(page.records()).isEmpty();
        assertThat(page.to()).isEqualTo(Position.TRIM_HORIZON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void aClockThatIsSetBackOrForwardChangesNothingInThePaceOfItsReads(Duration step) {
        put("a");
        reader.poll(time);
        time.step(step);
        var calls = stream.port.readCalls();
        var start = time.elapsed();
        while (time.elapsed().minus(start).compareTo(Duration.ofSeconds(100)) < 0) {
            assertThat(reader.untilDue()).isLessThan(Duration.ofSeconds(1));
            reader.poll(time);
        }
        assertThat(stream.port.readCalls() - calls).isBetween(299, 301);
    }

    @Test
    void readsThatFailFurtherAndFurtherApartEvenWhenTheClockIsSetBack() {
        var waits = waitsOf(reader(stream.port, new Random() {
            @Override
            public long nextLong(long bound) {
                time.step(Duration.ofMinutes(-50));
                return bound - 1;
            }
        }));
        assertThat(waits)
                .as("a third of a second, and a wait that doubles up to five seconds, and begins anew after a success")
                .containsExactly(533L, 733L, 1_133L, 1_933L, 3_533L, 5_333L, 5_333L, 333L, 533L, 733L);
    }

    /** After each of seven failed reads, a good one, and two failed ones, in milliseconds. */
    private List<Long> waitsOf(ShardReader failing) {
        var waits = new ArrayList<Long>();
        for (var i = 0; i < 10; i++) {
            if (i != 7) {
                stream.port.failRead(Kind.UNAVAILABLE);
            }
            failing.tryRead();
            waits.add(failing.untilDue().toMillis());
            time.advance(failing.untilDue());
        }
        return waits;
    }

    @Test
    void anIdleShardIsReadForAnHourOnIteratorsThatAreNeverOld() {
        var start = time.elapsed();
        while (time.elapsed().minus(start).compareTo(Duration.ofHours(1)) < 0) {
            assertThat(reader.tryRead()).isNotNull();
            time.advance(Duration.ofMinutes(4));
        }
        assertThat(stream.port.iterators()).containsExactly(Position.TRIM_HORIZON);
    }

    @Test
    void asksForLessAfterATimeOutAndForMoreAgainOnceTheLineIsQuick() {
        var line = new SlowLine(time, stream.port);
        var slow = reader(line);
        fill(9_000);
        line.recordsPerSecond(250);
        var read = 0;
        while (read < 9_000) {
            read += slow.poll(time).records().size();
        }
        assertThat(line.timeOuts())
                .as("10000, 5000, and 2500 goes in ten seconds")
                .isEqualTo(2);
        line.recordsPerSecond(1_000_000);
        fill(40_000);
        while (read < 49_000) {
            read += slow.poll(time).records().size();
        }
        assertThat(line.limits()).endsWith(KinesisLimits.PAGE_RECORDS);
        assertThat(line.timeOuts()).isEqualTo(2);
    }

    /** The service counts a read when it gets it, which may be at the end of a slow call. */
    @Test
    void theNextReadIsAWholeIntervalAfterTheAnswerHoweverLongThatTook() {
        var line = new SlowLine(time, stream.port);
        line.recordsPerSecond(250);
        fill(1_000);
        var slow = reader(line);
        assertThat(slow.tryRead().records()).hasSize(1_000);
        assertThat(slow.untilDue()).isBetween(Duration.ofMillis(333), Duration.ofMillis(334));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1M", "PT1M"})
    void whatAPageTookIsNotMeasuredByAClockThatSomebodySets(Duration step) {
        var line = new SlowLine(time, stream.port);
        var slow = reader(line);
        fill(9_000);
        line.recordsPerSecond(250);
        line.stepsTheClock(step);
        var read = 0;
        while (read < 9_000) {
            read += slow.poll(time).records().size();
        }
        assertThat(line.timeOuts())
                .as("it asks for more only if there was time to spare")
                .isEqualTo(2);
        line.recordsPerSecond(1_000_000);
        fill(40_000);
        while (read < 49_000) {
            read += slow.poll(time).records().size();
        }
        assertThat(line.limits()).endsWith(KinesisLimits.PAGE_RECORDS);
    }

    private void fill(int records) {
        for (var left = records; left > 0; left -= 500) {
            stream.port.put(IntStream.range(0, 500)
                    .mapToObj(i -> new PutEntry(new byte[1], "key", null))
                    .toList());
        }
    }

    @Test
    void keepsToItsReadsASecondWhateverFails() {
        for (var i = 0; i < 200; i++) {
            switch (i % 3) {
                case 0 -> stream.port.failRead(Kind.THROTTLED);
                case 1 -> stream.port.failRead(Kind.EXPIRED_ITERATOR);
                default -> stream.port.failRead(Kind.UNAVAILABLE);
            }
        }
        var start = time.instant();
        while (time.instant().isBefore(start.plusSeconds(100))) {
            reader.poll(time);
        }
        var seconds = Duration.between(start, time.instant()).toMillis() / 1e3;
        assertThat(stream.port.readCalls() / seconds).isLessThanOrEqualTo(3.01);
    }

    @Test
    void anExpiredIteratorIsRenewedAfterTheLastRecordNotAtIt() {
        put("a");
        var first = reader.poll(time);
        put("b");
        stream.port.failRead(Kind.EXPIRED_ITERATOR);
        var second = reader.poll(time);
        assertThat(second.records()).extracting(ShardReaderTest::text).containsExactly("b");
        assertThat(stream.port.iterators()).containsExactly(Position.TRIM_HORIZON, first.to());
    }

    @Test
    void anIteratorReallyExpiresAfterAPauseAndNothingIsLostOrReadTwice() {
        put("a");
        reader.poll(time);
        put("b");
        time.advance(Duration.ofMinutes(6));
        assertThat(reader.poll(time).records())
                .extracting(ShardReaderTest::text)
                .containsExactly("b");
    }

    @Test
    void anIdleShardIsReadFromItsBeginningWhenTheIteratorExpiresBeforeTheFirstRecord() {
        reader.poll(time);
        time.advance(Duration.ofMinutes(6));
        put("a");
        assertThat(reader.poll(time).records()).hasSize(1);
    }

    @Test
    void onlyTheServicesWordEndsAShardAndItsLastRecordsComeWithIt() {
        put("a");
        stream.engine.splitShard(TestStream.NAME, SHARD, "1000");
        var page = reader.poll(time);
        assertThat(page.records()).hasSize(1);
        assertThat(page.to()).isEqualTo(Position.SHARD_END);
        assertThat(page.children())
                .extracting(Shard::shardId)
                .containsExactly("shardId-000000000001", "shardId-000000000002");
        assertThatThrownBy(() -> reader.poll(time)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND", "DENIED", "INVALID"})
    void aFailureThatStaysIsThrownAndIsNoShardEnd(Kind kind) {
        stream.port.failRead(kind);
        assertThatThrownBy(() -> reader.poll(time))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        assertThat(reader.position()).isEqualTo(Position.TRIM_HORIZON);
    }

    @Test
    void waitsForAStreamThatIsAwayAndGoesOn() {
        put("a");
        for (var i = 0; i < 20; i++) {
            stream.port.failRead(Kind.UNREACHABLE);
        }
        assertThat(reader.poll(time).records()).hasSize(1);
    }

    @Test
    void aPositionOfAnotherStreamIsExplained() {
        reader.seek(Position.after("49560000000000000000000000000000000000000000000000000001"));
        assertThatThrownBy(() -> reader.poll(time))
                .isInstanceOf(StreamException.class)
                .hasMessageContaining("comes from another stream")
                .hasMessageContaining(SHARD);
    }

    @Test
    void readsAgainFromWhereItIsTold() {
        put("a");
        put("b");
        var page = reader.poll(time);
        reader.seek(Position.after(page.records().get(0).sequenceNumber()));
        assertThat(reader.poll(time).records())
                .extracting(ShardReaderTest::text)
                .containsExactly("b");
    }

    @Test
    void tellsThroughWhenItHasReadAndNeverGoesBack() {
        var pages = new ScriptedPages(List.of(5_000L, 0L, 3_000L));
        var paced = reader(pages);
        var first = paced.poll(time);
        assertThat(first.readThrough()).isEqualTo(time.instant().minusSeconds(5));
        var second = paced.poll(time);
        assertThat(second.readThrough()).isEqualTo(time.instant());
        assertThat(paced.poll(time).readThrough()).isEqualTo(second.readThrough());
    }

    @Test
    void afterASeekBackItHasReadNothingYet() {
        put("a");
        var before = reader.poll(time).readThrough();
        reader.seek(Position.TRIM_HORIZON);
        var pages = reader.poll(time);
        assertThat(pages.readThrough()).isAfterOrEqualTo(before);
        var scripted = reader(new ScriptedPages(List.of(0L, 60_000L)));
        scripted.poll(time);
        scripted.seek(Position.after("1"));
        assertThat(scripted.poll(time).readThrough()).isEqualTo(time.instant().minusSeconds(60));
    }

    @Test
    void returnsNothingOnceTheProgramIsStopping() {
        time.stop();
        assertThat(reader.poll(time)).isNull();
        assertThat(stream.port.readCalls()).isZero();
    }

    private ShardReader reader(KinesisStream port) {
        return reader(port, new Random(1));
    }

    private ShardReader reader(KinesisStream port, Random random) {
        return new ShardReader(port, SHARD, 3, time, random);
    }

    private void put(String text) {
        stream.port.put(List.of(new PutEntry(text.getBytes(StandardCharsets.UTF_8), "key", null)));
    }

    private static String text(RecordPage.StoredRecord record) {
        return new String(record.data(), StandardCharsets.UTF_8);
    }

    /** Empty pages that lie this far behind the tip. */
    private final class ScriptedPages implements KinesisStream {
        private final List<Long> behind;
        private int next;

        ScriptedPages(List<Long> behind) {
            this.behind = behind;
        }

        @Override
        public RecordPage read(String iterator, int limit) {
            return new RecordPage(List.of(), "next", behind.get(next++), time.instant(), List.of());
        }

        @Override
        public String iterator(String shardId, Position position) {
            return "first";
        }

        @Override
        public StreamDescription describe() {
            return new StreamDescription("s", "arn", "ACTIVE", Instant.EPOCH, Duration.ofHours(24), 1, false, null);
        }

        @Override
        public List<Shard> shards() {
            return List.of();
        }

        @Override
        public List<PutResult> put(List<PutEntry> entries) {
            return List.of();
        }
    }
}
