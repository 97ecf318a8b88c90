package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.FakeTime;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.ShardMap;
import delivery.kinesis.SlowLine;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import delivery.model.Region;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamWriterTurnsTest {
    private final FakeTime time = new FakeTime();
    private final List<String> acknowledged = new ArrayList<>();
    private TestStream stream = TestStream.unlimited(time, 7);
    private StreamWriter writer = writer(Routing.cycle, false);

    @Test
    void batchesWhatWaitsUpToFiveHundredRecords() {
        write(1_200);
        drain();
        assertThat(stream.port.puts().stream().map(List::size)).containsExactly(500, 500, 200);
        assertThat(stream.texts()).hasSize(1_200);
    }

    @Test
    void batchesUpToTheByteLimitOfACall() {
        for (var i = 0; i < 12; i++) {
            writer.write(new byte[(1 << 20) - 3], "key", null, () -> {});
        }
        drain();
        assertThat(stream.port.puts().stream().map(List::size)).containsExactly(5, 5, 2);
    }

    @Test
    void sendsOnlyTheFailedEntriesAgain() {
        stream.port.failEntries(true, 1, 3);
        stream.port.failEntries(false, 0);
        write(5);
        drain();
        assertThat(stream.port.puts().stream().map(List::size)).startsWith(5);
        assertThat(stream.port.puts().stream().mapToInt(List::size).sum()).isEqualTo(5 + 2 + 1);
        assertThat(stream.texts()).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
        assertThat(acknowledged).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
    }

    @Test
    void neverSendsAStoredRecordAgainHoweverManyEntriesFail() {
        var random = new Random(7);
        for (var call = 0; call < 40; call++) {
            var failing = IntStream.range(0, 100)
                    .filter(i -> random.nextInt(10) < 3)
                    .boxed()
                    .toArray(Integer[]::new);
            stream.port.failEntries(random.nextBoolean(), failing);
        }
        write(2_000);
        drain();
        assertThat(stream.texts()).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void retriesGoBeforeNewerRecordsOnceTheyAreDue() {
        stream.port.failEntries(true, 0);
        write(1);
        writer.doWork();
        time.advance(PutTurns.RETRY_BASE);
        write(1);
        writer.doWork();
        var second = stream.port.puts().get(1);
        assertThat(new String(second.get(0).data(), StandardCharsets.UTF_8)).isEqualTo("0");
    }

    @Test
    void waitsWithFullJitterBetweenTheTriesOfARecord() {
        var waits = new ArrayList<Duration>();
        write(1);
        for (var attempt = 0; attempt < 12; attempt++) {
            stream.port.failEntries(true, 0);
            var before = time.instant();
            var calls = stream.port.puts().size();
            while (stream.port.puts().size() == calls) {
                time.await(writer.doWork());
            }
            waits.add(Duration.between(before, time.instant()));
        }
        drain();
        for (var i = 1; i < waits.size(); i++) {
            var ceiling = Math.min(PutTurns.RETRY_MAX.toMillis(), 100L << (i - 1));
            assertThat(waits.get(i).toMillis()).isBetween(1L, ceiling);
        }
    }

    /** The draw is always the longest wait: so a ceiling that does not grow, or is not a record's own, shows. */
    @Test
    void aRecordThatIsRefusedAgainAndAgainIsPutLessAndLessOften() {
        writer = writer(Routing.cycle, false, longest());
        write(1);
        var waits = new ArrayList<Long>();
        for (var attempt = 0; attempt < 9; attempt++) {
            stream.port.failEntries(attempt % 2 == 0, 0);
            waits.add(untilNextPut().toMillis());
        }
        assertThat(waits).containsExactly(0L, 100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
        drain();
        write(1);
        stream.port.failEntries(true, 0);
        untilNextPut();
        assertThat(untilNextPut()).as("a new record begins anew").isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aCallThatFailsAgainAndAgainIsMadeLessAndLessOften() {
        writer = writer(Routing.cycle, false, longest());
        write(1);
        for (var attempt = 0; attempt < 8; attempt++) {
            stream.port.failPut(Kind.UNAVAILABLE);
        }
        var waits = new ArrayList<Long>();
        for (var attempt = 0; attempt < 9; attempt++) {
            waits.add(untilNextPut().toMillis());
        }
        assertThat(waits).containsExactly(0L, 100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
        stream.port.failPut(Kind.UNAVAILABLE);
        write(1);
        untilNextPut();
        assertThat(untilNextPut()).as("after a success it begins anew").isEqualTo(Duration.ofMillis(100));
    }

    private Duration untilNextPut() {
        var before = time.elapsed();
        var calls = stream.port.puts().size();
        while (stream.port.puts().size() == calls) {
            time.await(writer.doWork());
        }
        return time.elapsed().minus(before);
    }

    private static Random longest() {
        return new Random() {
            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void aClockThatIsSetBackOrForwardNeitherStopsItNorMakesItForgetALimit(Duration step) {
        stream = new TestStream(time, 1, true);
        writer = writer(Routing.cycle, true);
        write(4_000);
        var start = time.elapsed();
        while (writer.unstored() > 2_000) {
            time.await(writer.doWork());
        }
        stream.port.failPut(Kind.UNAVAILABLE);
        stream.port.failEntries(true, 0);
        time.step(step);
        drain();
        assertThat(time.elapsed().minus(start)).isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(5));
        assertThat(acknowledged).hasSize(4_000);
    }

    @Test
    void aBatchThatDoesNotGetThroughInTimeIsNotSentAgainAsItWas() {
        var line = new SlowLine(time, stream.port);
        writer = writer(line, Routing.cycle, false, new Random(2));
        line.recordsPerSecond(10);
        write(1_000);
        drain();
        assertThat(line.timeOuts())
                .as("500, 250, and 125 go in fifteen seconds")
                .isEqualTo(2);
        assertThat(new HashSet<>(stream.texts())).hasSize(1_000);
        assertThat(acknowledged).hasSize(1_000);
        line.recordsPerSecond(100_000);
        write(5_000);
        drain();
        assertThat(line.puts().subList(line.puts().size() - 5, line.puts().size()))
                .contains(KinesisLimits.PUT_RECORDS);
        assertThat(line.timeOuts()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "UNAVAILABLE", "TIMEOUT", "IN_USE", "UNREACHABLE"})
    void putsTheWholeBatchAgainWhenTheCallFailed(Kind kind) {
        stream.port.failPut(kind);
        stream.port.failPut(kind);
        write(10);
        drain();
        assertThat(stream.port.puts().stream().map(List::size)).startsWith(10);
        assertThat(stream.texts()).hasSize(10);
    }

    @Test
    void whatWasStoredWithoutAnAnswerIsPutAgain() {
        stream.port.losePutAnswer();
        write(3);
        drain();
        assertThat(stream.texts()).containsExactlyInAnyOrder("0", "0", "1", "1", "2", "2");
        assertThat(acknowledged).containsExactlyInAnyOrder("0", "1", "2");
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "NOT_FOUND", "INVALID"})
    void givesUpWhenNoRetryCanHelp(Kind kind) {
        stream.port.failPut(kind);
        write(3);
        assertThatThrownBy(this::drain)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        assertThat(writer.unstored()).isEqualTo(3);
    }

    @Test
    void spreadsRecordsEvenlyBeforeAndAfterASplit() {
        write(7_000);
        drain();
        RouterTest.assertEven(stream.counts(), 7);
        stream.engine.splitShard(TestStream.NAME, "shardId-000000000000", "1000");
        write(700);
        drain();
        time.advance(RefreshSchedule.REGULAR);
        writer.doWork();
        var before = stream.counts();
        write(8_000);
        drain();
        var after = stream.counts();
        after.replaceAll((shard, count) -> count - before.getOrDefault(shard, 0));
        after.values().removeIf(count -> count == 0);
        RouterTest.assertEven(after, 8);
    }

    @Test
    void aRecordInAnotherShardThanExpectedMakesItReadTheShardsAgainSoon() {
        write(7);
        drain();
        stream.engine.splitShard(TestStream.NAME, "shardId-000000000000", "1000");
        var resharded = time.instant();
        while (!stream.counts().getOrDefault("shardId-000000000007", 0).equals(3)) {
            write(1);
            drain();
            time.advance(Duration.ofMillis(20));
        }
        assertThat(Duration.between(resharded, time.instant())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aStreamThatDistributesRecordsItselfIsNotAskedForItsShardsAgainAndAgain() {
        write(7);
        drain();
        stream.port.distributeItself();
        var lists = stream.port.shardsCalls();
        for (var tenth = 0; tenth < 600; tenth++) {
            write(7);
            drain();
            time.advance(Duration.ofMillis(100));
        }
        assertThat(stream.port.shardsCalls() - lists)
                .as("in a minute: four times soon, and then every ten seconds")
                .isBetween(6, 11);
        assertThat(acknowledged).hasSize(601 * 7);
    }

    @Test
    void aHotShardKeepsToItsQuotaAndDoesNotHoldUpTheOthers() {
        stream = new TestStream(time, 2, true);
        writer = writer(Routing.region, true);
        var regions = IntStream.range(0, 900).mapToObj(Region::of).toList();
        var map = ShardMap.of(stream.port.shards());
        var hot = regions.stream()
                .filter(r -> shardOf(map, r).endsWith("0"))
                .findFirst()
                .orElseThrow();
        var cool = regions.stream()
                .filter(r -> shardOf(map, r).endsWith("1"))
                .findFirst()
                .orElseThrow();
        for (var i = 0; i < 3_000; i++) {
            var text = Integer.toString(i);
            writer.write(text.getBytes(StandardCharsets.UTF_8), text, hot, () -> {});
        }
        var coolAt = new ArrayList<Instant>();
        writer.write("cool".getBytes(StandardCharsets.UTF_8), "c", cool, () -> coolAt.add(time.instant()));
        var start = time.instant();
        drain();
        assertThat(Duration.between(start, coolAt.get(0))).isZero();
        assertThat(Duration.between(start, time.instant()))
                .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_600));
        assertThat(stream.engine.totals().throttledPuts()).isZero();
    }

    @Test
    void withoutShardLimitsTheServiceSaysNoAndNothingIsLost() {
        stream = new TestStream(time, 1, true);
        writer = writer(Routing.cycle, false);
        write(5_000);
        drain();
        time.advance(Duration.ofSeconds(10));
        assertThat(stream.engine.totals().throttledPuts()).isPositive();
        assertThat(writer.mostThrottled(9).values().stream()
                        .mapToLong(count -> count)
                        .sum())
                .isEqualTo(stream.engine.totals().throttledPuts());
        assertThat(writer.mostThrottled(1)).containsOnlyKeys("shardId-000000000000");
        assertThat(acknowledged).hasSize(5_000).doesNotHaveDuplicates();
        assertThat(new HashSet<>(stream.texts())).hasSize(5_000);
    }

    @Test
    void takesNoMoreFromTheInboxThanItMayHold() {
        stream = new TestStream(time, 1, true);
        writer = writer(Routing.cycle, true);
        write(20_000);
        for (var turn = 0; turn < 10; turn++) {
            writer.doWork();
        }
        assertThat(writer.unstored() - writer.waiting()).isLessThanOrEqualTo(Backlog.MAX_HELD);
        assertThat(writer.wantsRecords()).isFalse();
    }

    @Test
    void waitsForTheShardsWhenTheyCannotBeReadAtFirst() {
        stream.port.failShards(Kind.UNREACHABLE);
        stream.port.failShards(Kind.THROTTLED);
        write(1);
        drain();
        assertThat(stream.texts()).containsExactly("0");
    }

    @Test
    void goesOnWithTheMapItHasWhenTheShardsCannotBeReadLater() {
        write(1);
        drain();
        time.advance(RefreshSchedule.REGULAR);
        stream.port.failShards(Kind.DENIED);
        write(1);
        drain();
        assertThat(stream.texts()).hasSize(2);
    }

    @Test
    void doesNothingWhileTheStreamIsAwayButWaitLongerAndLonger() {
        write(1);
        drain();
        stream.port.breakDown(Kind.UNREACHABLE);
        var calls = stream.port.puts().size();
        write(1);
        var end = time.instant().plusSeconds(60);
        while (time.instant().isBefore(end)) {
            time.await(writer.doWork());
        }
        assertThat(stream.port.puts().size() - calls).isBetween(12, 60);
        stream.port.recover();
        drain();
        assertThat(stream.texts()).hasSize(2);
    }

    private StreamWriter writer(Routing routing, boolean limits) {
        return writer(routing, limits, new Random(2));
    }

    private StreamWriter writer(Routing routing, boolean limits, Random random) {
        return writer(stream.port, routing, limits, random);
    }

    private StreamWriter writer(KinesisStream port, Routing routing, boolean limits, Random random) {
        return new StreamWriter(
                port,
                new WriterOptions(TestStream.NAME, routing, 100_000, limits, false),
                time,
                random,
                new PrometheusRegistry());
    }

    private void write(int records) {
        for (var i = 0; i < records; i++) {
            var text = Integer.toString(i);
            writer.write(text.getBytes(StandardCharsets.UTF_8), text, null, () -> acknowledged.add(text));
        }
    }

    private void drain() {
        while (writer.unstored() > 0) {
            time.await(writer.doWork());
        }
    }

    private static String shardOf(ShardMap map, Region region) {
        return map.shardFor(ShardMap.hashKeyOf(region.x() + "-" + region.y()))
                .orElseThrow()
                .shardId();
    }
}
