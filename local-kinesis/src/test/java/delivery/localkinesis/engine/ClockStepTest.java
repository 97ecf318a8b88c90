package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.fault.CallFaults;
import delivery.localkinesis.fault.Faults;
import delivery.localkinesis.quota.Limits;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Someone sets the machine's clock while the service runs: only the stamps of records follow it. */
class ClockStepTest {
    private static final Duration BACK = Duration.ofMinutes(-50);
    private static final Duration AHEAD = Duration.ofDays(2);

    private final Engines local = Engines.withLimits(1);

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H", "PT-48H"})
    void aQuotaThatIsUsedUpComesBackAfterASecondAndNotBefore(Duration step) {
        var iterator = local.iterator(0, IteratorType.LATEST);
        for (int i = 0; i < 5; i++) {
            iterator = local.engine.getRecords(iterator).nextShardIterator();
        }
        local.time.step(step);
        var next = iterator;
        Refusals.assertRefused(
                KinesisError.Type.ProvisionedThroughputExceededException, "", () -> local.engine.getRecords(next));
        local.time.advance(Duration.ofSeconds(1));
        assertThat(local.engine.getRecords(next).nextShardIterator()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void anIteratorIsAsOldAsWhatHasElapsedSinceItWasIssued(Duration step) {
        var iterator = local.iterator(0, IteratorType.LATEST);
        local.time.step(step);
        local.time.advance(Duration.ofMinutes(5));
        assertThat(local.page(iterator)).isEmpty();
        local.time.advance(Duration.ofMillis(1));
        Refusals.assertRefused(KinesisError.Type.ExpiredIteratorException, "", () -> local.engine.getRecords(iterator));
    }

    @Test
    void aClockTwoDaysAheadForAMomentExpiresNoRecord() {
        local.put("before");
        local.time.step(AHEAD);
        local.put("meanwhile");
        assertThat(local.all(0)).containsExactly("before", "meanwhile");
        local.time.step(AHEAD.negated());
        local.put("after");
        assertThat(local.all(0)).containsExactly("before", "meanwhile", "after");
    }

    @Test
    void retentionIsOverWhenItHasElapsedHoweverTheClockWasSet() {
        local.put("old");
        local.time.step(Duration.ofHours(-20));
        local.time.advance(Duration.ofHours(23));
        local.put("young");
        assertThat(local.all(0)).containsExactly("old", "young");
        local.time.advance(Duration.ofHours(2));
        assertThat(local.all(0)).containsExactly("young");
    }

    @Test
    void recordsAreStampedWithTheTimeOfDayAlsoAfterItWasSetRightAgain() {
        var start = local.time.instant();
        local.put("a");
        local.time.advance(Duration.ofSeconds(1));
        local.time.step(AHEAD);
        local.put("b");
        local.time.step(AHEAD.negated());
        local.time.advance(Duration.ofSeconds(1));
        local.put("c");
        assertThat(stamps()).containsExactly(start, start.plus(AHEAD).plusSeconds(1), start.plusSeconds(2));
    }

    @Test
    void sequenceNumbersGrowWhateverTheClockDoes() {
        var first = local.put("a");
        local.time.step(BACK);
        var second = local.put("b");
        local.time.step(AHEAD);
        var third = local.put("c");
        assertThat(List.of(first, second, third).stream()
                        .map(put -> new BigInteger(put.sequenceNumber()))
                        .toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void atATimestampNoRecordWithThatStampOrALaterOneThatFollowsIsLeftOut() {
        var start = local.time.instant();
        local.put("a");
        local.time.advance(Duration.ofMinutes(60));
        local.put("b");
        local.time.step(BACK); // the time of day is start + 10 min
        local.put("c");
        local.time.advance(Duration.ofMinutes(20));
        local.put("d");
        assertThat(from(start.plus(Duration.ofMinutes(10)))).containsExactly("b", "c", "d");
        local.time.advance(Duration.ofMinutes(40));
        local.put("e"); // start + 70 min
        assertThat(from(start.plus(Duration.ofMinutes(65)))).containsExactly("e");
    }

    @Test
    void aReaderMayGoOnAtAStampThatLiesAheadSinceTheClockWasSetBack() {
        var stamp = local.time.instant();
        local.put("a");
        local.time.advance(Duration.ofSeconds(1));
        local.time.step(BACK);
        assertThat(from(stamp)).containsExactly("a");
        Refusals.assertRefused(
                KinesisError.Type.InvalidArgumentException, "cannot be greater", () -> from(stamp.plusSeconds(60)));
    }

    @Test
    void theLagIsWhatHasElapsed() {
        local.put("a");
        local.put("b");
        local.time.step(AHEAD);
        local.time.advance(Duration.ofSeconds(7));
        var page = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON), 1);
        assertThat(page.millisBehindLatest()).isEqualTo(7_000);
    }

    @Test
    void aStreamIsCreatingForTheTransitionTime() {
        var slow = new Engines(EngineOptions.DEFAULT, 1);
        slow.engine.createStream("new", 1);
        slow.time.step(BACK);
        assertThat(status(slow)).isEqualTo(StreamStatus.CREATING);
        slow.time.advance(EngineOptions.DEFAULT.transition());
        assertThat(status(slow)).isEqualTo(StreamStatus.ACTIVE);
    }

    @Test
    void theShardsOfATimestampAreThoseThatWereOpenAtThatTimeOfDay() {
        var start = local.time.instant();
        local.time.advance(Duration.ofMinutes(1));
        local.time.step(AHEAD);
        local.engine.splitShard(Engines.STREAM, Engines.id(0), "1000");
        local.time.advance(Duration.ofMinutes(1));
        assertThat(openAt(start.plusSeconds(30))).containsExactly(0);
        assertThat(openAt(local.time.instant())).containsExactly(1, 2);
    }

    @Test
    void faultsLastAsLongAsTheySay() {
        var faults = new Faults(new EngineClock(local.time, local.time::elapsed), 7);
        faults.set("put:throttle,until=10s");
        local.time.step(AHEAD);
        assertThat(faults.next("PutRecord")).isNotSameAs(CallFaults.NONE);
        local.time.step(AHEAD.negated().plus(BACK));
        local.time.advance(Duration.ofSeconds(10));
        assertThat(faults.next("PutRecord")).isSameAs(CallFaults.NONE);
    }

    @Test
    void aDayOfUpdatesIsADayThatHasElapsed() {
        for (int i = 0; i < Limits.SCALINGS_PER_DAY; i++) {
            local.engine.updateShardCount(Engines.STREAM, 1 + (i + 1) % 2);
        }
        local.time.step(AHEAD);
        Refusals.assertRefused(
                KinesisError.Type.LimitExceededException,
                "24-hour",
                () -> local.engine.updateShardCount(Engines.STREAM, 1));
        local.time.advance(Duration.ofDays(1));
        local.engine.updateShardCount(Engines.STREAM, 1);
    }

    @Test
    void aVirtualClockMovesBothWhenAdvancedAndOneWhenStepped() {
        var clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
        var engine = new Engine(clock, new Random(1), EngineOptions.DEFAULT);
        engine.createActiveStream("s", 1);
        var iterator = engine.getShardIterator("s", Engines.id(0), IteratorType.LATEST, null, null);
        clock.step(Duration.ofDays(1));
        engine.getRecords(iterator);
        clock.advance(Duration.ofMinutes(6));
        Refusals.assertRefused(KinesisError.Type.ExpiredIteratorException, "", () -> engine.getRecords(iterator));
    }

    @Test
    void ofAnotherClockThanTheSystemsWhatGoesForwardHasElapsed() {
        var only = new delivery.app.FakeTime();
        var clock = EngineClock.of(only::instant);
        var start = clock.millis();
        only.step(Duration.ofMinutes(3));
        clock.millis();
        only.step(BACK);
        clock.millis();
        only.step(Duration.ofMinutes(2));
        assertThat(clock.millis() - start).isEqualTo(Duration.ofMinutes(5).toMillis());
        assertThat(clock.instantAt(clock.millis())).isEqualTo(only.instant());
    }

    @Test
    void thousandsOfStepsAreForgottenButForTheLast() {
        var clock = new EngineClock(local.time, local.time::elapsed);
        for (int i = 0; i < 3_000; i++) {
            local.time.step(Duration.ofMinutes(i % 2 == 0 ? 1 : -1));
            local.time.advance(Duration.ofMillis(10));
            assertThat(clock.instantAt(clock.millis())).isEqualTo(local.time.instant());
        }
    }

    private List<Instant> stamps() {
        return local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON)).records().stream()
                .map(StreamRecord::approximateArrival)
                .toList();
    }

    private List<String> from(Instant time) {
        return local.page(
                local.engine.getShardIterator(Engines.STREAM, Engines.id(0), IteratorType.AT_TIMESTAMP, null, time));
    }

    private List<Integer> openAt(Instant time) {
        return local.indexes(new ShardFilter(ShardFilter.Type.AT_TIMESTAMP, null, time));
    }

    private static StreamStatus status(Engines engines) {
        return engines.engine.describeStreamSummary("new").status();
    }
}
