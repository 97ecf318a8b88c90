package delivery.kinesis.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.FakeTime;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two readers of one shard: a page is read once as long as they keep up, and none waits for the other. */
class SharedPagesTest {
    private static final Duration THIRD = Duration.ofNanos(333_333_334);

    private final FakeTime time = new FakeTime();
    private final Tape tape = new Tape();
    private final SharedPages pages = new SharedPages(tape, () -> new Ahead(tape), 3, new PageRoom(100_000), time);
    private final PageSource one = pages.reader();
    private final PageSource other = pages.reader();

    /** A shard of the records 1, 2, 3, ... that counts who reads what. */
    private final class Tape implements PageSource {
        private int length;
        private int limit = 1_000;
        private boolean isClosed;
        private Position position = Position.TRIM_HORIZON;
        private Duration due = Duration.ZERO;
        private int reads;
        private RuntimeException failure;
        private Runnable meanwhile = () -> {};

        ReadPage from(Position after) {
            reads++;
            meanwhile.run();
            if (failure != null) {
                throw failure;
            }
            var first = after.sequenceNumber().intValue() + 1;
            var records = new ArrayList<StoredRecord>();
            for (var n = first; n <= length && records.size() < limit; n++) {
                records.add(new StoredRecord(Integer.toString(n), "key", new byte[] {1}, time.instant()));
            }
            var last = first + records.size() - 1;
            var to = isClosed && last == length ? Position.SHARD_END : records.isEmpty() ? after : at(last);
            return new ReadPage("s", records, after, to, 0, time.instant(), time.elapsed(), List.<Shard>of());
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void seek(Position to) {
            position = to;
        }

        @Override
        public Duration untilDue() {
            var left = due.minus(time.elapsed());
            return left.isNegative() ? Duration.ZERO : left;
        }

        @Override
        public ReadPage tryRead() {
            var page = from(position);
            due = time.elapsed().plus(THIRD);
            position = page.to();
            return page;
        }
    }

    /** What one reads by that is behind. */
    private static final class Ahead implements PageSource {
        private final Tape tape;
        private Position position = Position.TRIM_HORIZON;

        Ahead(Tape tape) {
            this.tape = tape;
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void seek(Position to) {
            position = to;
        }

        @Override
        public Duration untilDue() {
            return Duration.ZERO;
        }

        @Override
        public ReadPage tryRead() {
            var page = tape.from(position);
            position = page.to();
            return page;
        }
    }

    private static Position at(int number) {
        return number == 0 ? Position.TRIM_HORIZON : Position.after(Integer.toString(number));
    }

    private static List<Integer> numbers(ReadPage page) {
        return page.records().stream()
                .map(record -> Integer.parseInt(record.sequenceNumber()))
                .toList();
    }

    private ReadPage due(PageSource reader) {
        assertThat(reader.untilDue()).isZero();
        return reader.tryRead();
    }

    @Test
    void whoeverComesFirstReadsAndTheOtherIsGivenTheSamePage() {
        for (var round = 0; round < 20; round++) {
            tape.length += 2;
            var first = round % 2 == 0 ? one : other;
            var second = round % 2 == 0 ? other : one;
            assertThat(due(second)).isSameAs(due(first));
            assertThat(one.untilDue()).isEqualTo(THIRD);
            assertThat(other.untilDue()).isEqualTo(THIRD);
            time.advance(THIRD);
        }
        assertThat(tape.reads).isEqualTo(20);
        assertThat(one.position()).isEqualTo(other.position()).isEqualTo(at(40));
    }

    @Test
    void aPageWithoutRecordsIsGivenToBothToo() {
        for (var round = 1; round <= 5; round++) {
            assertThat(due(one).records()).isEmpty();
            assertThat(due(other).records()).isEmpty();
            assertThat(other.tryRead()).as("not twice").isNull();
            assertThat(tape.reads).isEqualTo(round);
            time.advance(THIRD);
        }
    }

    @Test
    void whoIsALittleSlowerIsGivenWhatIsKept() {
        for (var round = 0; round < 3; round++) {
            tape.length++;
            due(one);
            time.advance(THIRD);
        }
        assertThat(numbers(due(other))).containsExactly(1);
        assertThat(numbers(due(other))).containsExactly(2);
        assertThat(numbers(due(other))).containsExactly(3);
        assertThat(tape.reads).isEqualTo(3);
    }

    @Test
    void whoDoesNotAskHoldsNobodyUpAndCatchesUpByItsOwnReads() {
        for (var round = 0; round < 60; round++) {
            tape.length += 100;
            assertThat(numbers(due(one))).hasSize(100);
            time.advance(THIRD);
        }
        var reads = tape.reads;
        var seen = new ArrayList<Integer>();
        while (!other.position().equals(one.position())) {
            time.advance(other.untilDue());
            seen.addAll(numbers(other.tryRead()));
        }
        assertThat(seen).hasSize(6_000).isSorted().doesNotHaveDuplicates();
        assertThat(tape.reads - reads).isEqualTo(6);
        tape.length += 7;
        time.advance(Duration.ofSeconds(3));
        assertThat(due(other)).isSameAs(due(one));
        assertThat(tape.reads - reads).isEqualTo(7);
    }

    @Test
    void whileOneCatchesUpBothTogetherReadNoMoreThanTheirShare() {
        tape.limit = 10;
        tape.length = 10_000;
        one.seek(at(9_000));
        due(one);
        var reads = tape.reads;
        for (var step = 0; step < 1_000; step++) {
            for (var reader : List.of(one, other)) {
                if (reader.untilDue().isZero()) {
                    reader.tryRead();
                }
            }
            time.advance(Duration.ofMillis(10));
        }
        assertThat(tape.reads - reads).isBetween(27, 32);
        assertThat(one.position()).isGreaterThan(at(9_100));
        assertThat(other.position()).isGreaterThan(at(100));
    }

    @Test
    void whoOvertakesLeavesTheOtherWhatItHasNotHad() {
        tape.length = 5;
        due(one);
        tape.length = 9;
        time.advance(Duration.ofSeconds(5));
        other.seek(at(2));
        assertThat(numbers(due(other))).as("kept").containsExactly(3, 4, 5);
        other.seek(at(1));
        time.advance(Duration.ofSeconds(5));
        tape.limit = 1_000;
        one.seek(at(7));
        assertThat(numbers(due(one))).containsExactly(8, 9);
        assertThat(numbers(due(other))).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        tape.length = 12;
        time.advance(THIRD);
        assertThat(numbers(due(other))).containsExactly(10, 11, 12);
        assertThat(numbers(due(one))).containsExactly(10, 11, 12);
    }

    @Test
    void whoComesInTheMiddleOfAPageIsGivenTheRestOfIt() {
        tape.length = 10;
        due(one);
        other.seek(at(4));
        var rest = due(other);
        assertThat(numbers(rest)).containsExactly(5, 6, 7, 8, 9, 10);
        assertThat(rest.after()).isEqualTo(at(4));
        assertThat(rest.to()).isEqualTo(at(10));
        assertThat(tape.reads).isOne();
    }

    @Test
    void bothAreToldOfTheEnd() {
        tape.length = 2;
        tape.isClosed = true;
        assertThat(due(one).to()).isEqualTo(Position.SHARD_END);
        assertThat(due(other).to()).isEqualTo(Position.SHARD_END);
        assertThat(tape.reads).isOne();
    }

    @Test
    void aFailureIsToldToEachAndEndsNothing() {
        tape.failure = new StreamException(Kind.DENIED, "denied");
        for (var reader : List.of(one, other)) {
            assertThatThrownBy(reader::tryRead).hasMessage("denied");
        }
        tape.failure = null;
        tape.length = 1;
        assertThat(due(one)).isSameAs(due(other));
    }

    /** In any order, with pauses of any length and told to go anywhere: each gets every record after where it stands, once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachGetsEveryRecordInItsOrder(long seed) {
        var random = new Random(seed);
        tape.limit = 1 + random.nextInt(40);
        var readers = List.of(one, other, pages.reader());
        var stands = new int[3];
        for (var step = 0; step < 5_000; step++) {
            tape.length += random.nextInt(4) == 0 ? random.nextInt(8) : 0;
            var which = random.nextInt(3);
            var reader = readers.get(which);
            if (random.nextInt(200) == 0) {
                stands[which] = random.nextInt(tape.length + 1);
                reader.seek(at(stands[which]));
            }
            var page = reader.untilDue().isZero() ? reader.tryRead() : null;
            if (page != null) {
                assertThat(page.after()).isEqualTo(at(stands[which]));
                for (var number : numbers(page)) {
                    assertThat(number).isEqualTo(++stands[which]);
                }
                assertThat(page.to()).isEqualTo(at(stands[which])).isEqualTo(reader.position());
            }
            time.advance(Duration.ofMillis(random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(100)));
        }
        tape.limit = 10_000;
        for (var which = 0; which < 3; which++) {
            for (var step = 0; step < 200 && stands[which] < tape.length; step++) {
                time.advance(readers.get(which).untilDue());
                var page = readers.get(which).tryRead();
                stands[which] += page == null ? 0 : page.records().size();
            }
            assertThat(stands[which]).isEqualTo(tape.length);
        }
    }

    /** What is kept for one that is slow has an end. */
    @Test
    void ofOlderPagesNoMoreIsKeptThanIsSaid() {
        tape.limit = 10_000;
        var room = new PageRoom(100_000);
        var crowded = new SharedPages(tape, () -> new Ahead(tape), 3, room, time);
        var fast = crowded.reader();
        var slow = crowded.reader();
        for (var round = 0; round < 50; round++) {
            tape.length += 900;
            time.advance(Duration.ofMillis(340));
            fast.tryRead();
            if (round % 5 == 0) {
                slow.tryRead();
            }
        }
        assertThat(room.take(this, 100_000)).isGreaterThanOrEqualTo((100_000 - KeptPages.RECORDS) / 4);
    }

    @Test
    void aPageThatIsJustBeingReadIsWaitedFor() throws Exception {
        tape.length = 3;
        var isIn = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        tape.meanwhile = () -> {
            isIn.countDown();
            await(goOn);
        };
        var threads = Executors.newFixedThreadPool(2);
        try {
            var first = threads.submit(one::tryRead);
            await(isIn);
            var second = threads.submit(other::tryRead);
            goOn.countDown();
            var page = first.get(10, TimeUnit.SECONDS);
            var same = second.get(10, TimeUnit.SECONDS);
            assertThat(same == null ? other.tryRead() : same).isSameAs(page);
            assertThat(tape.reads).isOne();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
