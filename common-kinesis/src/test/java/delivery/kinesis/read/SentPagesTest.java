package delivery.kinesis.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.FakeTime;
import delivery.kinesis.FanOut;
import delivery.kinesis.PutEntry;
import delivery.kinesis.RecordPage;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import delivery.model.Position;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SentPagesTest {
    private static final String SHARD = "shardId-000000000000";

    private final FakeTime time = new FakeTime();
    private final TestStream stream = TestStream.unlimited(time, 1);
    private final Sender sender = new Sender();
    private final SentPages pages = new SentPages(
            sender, SHARD, new ShardReader(stream.port, SHARD, 3, time, new Random(1)), time, new Random(2));

    @Test
    void nothingIsAskedBeforeItIsKnownWhere() {
        pages.seek(after(7));
        assertThat(sender.asked).isEmpty();
        sender.sends(page(8));
        var page = pages.tryRead();
        assertThat(sender.asked).containsExactly(after(7));
        assertThat(page.after()).isEqualTo(after(7));
        assertThat(page.to()).isEqualTo(after(8));
    }

    @Test
    void afterFiveMinutesItGoesOnBehindTheLastRecord() {
        sender.sends(page(1), page(), page(2, 3));
        assertThat(numbers(pages.tryRead(), pages.tryRead(), pages.tryRead())).containsExactly(1L, 2L, 3L);
        time.advance(Duration.ofMinutes(5));
        sender.current.over = true;
        assertThat(pages.tryRead()).isNull();
        sender.sends(page(4));
        var next = pages.tryRead();
        assertThat(sender.asked).containsExactly(Position.TRIM_HORIZON, after(3));
        assertThat(next.after()).isEqualTo(after(3));
    }

    @Test
    void theNextOneIsAskedForNoSoonerThanTheServiceTakesIt() {
        sender.sends(page(1));
        pages.tryRead();
        sender.current.over = true;
        pages.tryRead();
        assertThat(pages.untilDue()).isEqualTo(SentPages.BETWEEN);
        assertThat(pages.tryRead()).isNull();
        assertThat(sender.asked).hasSize(1);
        time.advance(SentPages.BETWEEN);
        pages.tryRead();
        assertThat(sender.asked).hasSize(2);
    }

    @Test
    void oneThatBreaksIsMadeAgainWithBackOff() {
        for (int i = 0; i < 5; i++) {
            sender.fails(new StreamException(Kind.UNAVAILABLE, "broke"));
            assertThat(pages.tryRead()).isNull();
            assertThat(pages.untilDue()).isPositive().isLessThan(Duration.ofSeconds(10));
            time.advance(pages.untilDue());
        }
        sender.sends(page(1));
        assertThat(pages.tryRead().records()).hasSize(1);
        assertThat(sender.asked).hasSize(6);
    }

    @Test
    void theEndOfTheShardIsOneOnlyIfTheServiceSaysSo() {
        var child = new Shard("shardId-000000000001", List.of(SHARD), BigInteger.ZERO, BigInteger.TEN, true);
        sender.sends(new RecordPage(List.of(record(1)), null, 0, time.instant(), List.of(child)));
        var last = pages.tryRead();
        assertThat(last.to().isShardEnd()).isTrue();
        assertThat(last.children()).containsExactly(child);
        assertThat(sender.current.closed).isTrue();
        assertThatThrownBy(pages::tryRead).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void silenceIsNoAnswer() {
        sender.sends(page(1));
        pages.tryRead();
        time.advance(SentPages.QUIET.minusMillis(1));
        pages.tryRead();
        assertThat(sender.current.closed).isFalse();
        pages.close();
        time.advance(SentPages.BETWEEN);
        pages.tryRead(); // nothing comes, not even that there is nothing
        assertThat(sender.asked).hasSize(2);
        time.advance(SentPages.SILENT);
        pages.tryRead();
        assertThat(sender.current.closed).isTrue();
    }

    @Test
    void aShardThatBringsNothingIsSubscribedToAnewSoThatItIsKnownHowFarItHasBeenRead() {
        var begun = time.instant();
        sender.sends(new RecordPage(List.of(), "1", 0, begun, List.of()));
        assertThat(pages.tryRead().readThrough()).isEqualTo(begun);
        time.advance(SentPages.QUIET);
        pages.tryRead();
        assertThat(sender.current.closed).isTrue();
        sender.sends(new RecordPage(List.of(), "1", 0, time.instant(), List.of()));
        assertThat(pages.tryRead().readThrough()).isEqualTo(begun.plus(SentPages.QUIET));
    }

    @Test
    void howFarItHasBeenReadIsNeverTakenFromWhenAPageWasTaken() {
        var begun = time.instant();
        sender.sends(new RecordPage(List.of(), "1", 0, begun, List.of()));
        time.advance(Duration.ofMinutes(3)); // nobody takes it meanwhile: it lies in the connection
        var page = pages.tryRead();
        assertThat(page.readThrough()).isEqualTo(begun);
    }

    @Test
    void whatNobodyTookForLongIsAskedForAnew() {
        sender.sends(page(1), page(2));
        pages.tryRead();
        time.advance(SentPages.LONGEST.plusSeconds(1));
        sender.sendsAnew(page(2));
        var page = pages.tryRead();
        assertThat(sender.asked).containsExactly(Position.TRIM_HORIZON, after(1));
        assertThat(page.since()).isEqualTo(time.elapsed());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"DENIED", "LIMIT", "NOT_FOUND"})
    void whereTheServiceRefusesItIsPolledFromTheSamePosition(Kind kind) {
        for (var data : List.of("a", "b", "c")) {
            stream.port.put(List.of(new PutEntry(data.getBytes(StandardCharsets.UTF_8), "k", null)));
        }
        var first = new ShardReader(stream.port, SHARD, 3, time, new Random(1))
                .poll(time)
                .records()
                .get(0);
        sender.sends(new RecordPage(List.of(first), "1", 0, time.instant(), List.of()));
        pages.tryRead();
        sender.current.failure = new StreamException(kind, "no");
        assertThat(pages.tryRead()).isNull();
        assertThat(pages.position()).isEqualTo(Position.after(first.sequenceNumber()));
        assertThat(pages.tryRead().records()).hasSize(2);
        assertThat(sender.asked).hasSize(1);
    }

    @Test
    void aPositionThatIsRefusedIsForWhoeverNamedIt() {
        pages.seek(after(9));
        sender.fails(new StreamException(Kind.INVALID, "of another stream"));
        assertThatThrownBy(pages::tryRead).isInstanceOf(StreamException.class).hasMessage("of another stream");
        pages.seek(Position.TRIM_HORIZON);
        time.advance(pages.untilDue());
        sender.sends(page(1));
        assertThat(pages.tryRead().records()).hasSize(1);
    }

    @Test
    void whoIsToldToGoOnElsewhereForgetsWhatWasUnderWay() {
        sender.sends(page(1), page(2));
        pages.tryRead();
        var before = sender.current;
        pages.seek(after(5));
        assertThat(before.closed).isTrue();
        time.advance(pages.untilDue());
        sender.sendsAnew(page(6));
        assertThat(numbers(pages.tryRead())).containsExactly(6L);
        assertThat(sender.asked).containsExactly(Position.TRIM_HORIZON, after(5));
    }

    private RecordPage page(long... numbers) {
        var records = new ArrayList<StoredRecord>();
        for (var number : numbers) {
            records.add(record(number));
        }
        return new RecordPage(records, "1", 0, time.instant(), List.of());
    }

    private StoredRecord record(long number) {
        return new StoredRecord(Long.toString(number), "k", new byte[1], Instant.EPOCH);
    }

    private static Position after(long number) {
        return Position.after(Long.toString(number));
    }

    private static List<Long> numbers(ReadPage... pages) {
        var numbers = new ArrayList<Long>();
        for (var page : pages) {
            page.records().forEach(record -> numbers.add(Long.parseLong(record.sequenceNumber())));
        }
        return numbers;
    }

    /** Sends what it is told to, and remembers from where it was asked. */
    private final class Sender implements FanOut {
        private final List<Position> asked = new ArrayList<>();
        private final Deque<RecordPage> pages = new ArrayDeque<>();
        private StreamException failure;
        private Sent current;

        void sends(RecordPage... more) {
            pages.addAll(List.of(more));
        }

        void sendsAnew(RecordPage... more) {
            pages.clear();
            sends(more);
        }

        void fails(StreamException with) {
            failure = with;
        }

        @Override
        public Subscription subscribe(String shardId, Position position) {
            asked.add(position);
            current = new Sent();
            current.failure = failure;
            failure = null;
            return current;
        }

        private final class Sent implements Subscription {
            private StreamException failure;
            private boolean over;
            private boolean closed;

            @Override
            public RecordPage next(Duration atMost) {
                if (failure != null) {
                    throw failure;
                }
                return pages.poll();
            }

            @Override
            public boolean isOver() {
                return over;
            }

            @Override
            public void close() {
                closed = true;
            }
        }
    }
}
