package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.kinesis.EngineStream;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.PutEntry;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.TestStream;
import delivery.model.AggregatedRecord;
import delivery.model.Position;
import delivery.model.Region;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A writer with {@code --aggregate}. */
class AggregationTest {
    private final FakeTime time = new FakeTime();
    private final List<Integer> acknowledged = new ArrayList<>();
    private TestStream stream = TestStream.unlimited(time, 4);
    private StreamWriter writer = writer(Routing.cycle, false);
    private int written;

    @Test
    void whatGoesToOneShardInOneCallIsOneRecord() {
        write(400, 300);
        drain();
        assertThat(stream.port.puts()).hasSize(1);
        assertThat(stream.port.puts().get(0)).hasSize(4);
        assertThat(events()).hasSize(400);
        assertThat(acknowledged).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void oneAloneIsARecordLikeAnyOther() {
        write(3, 300);
        drain();
        assertThat(stream.port.puts().get(0))
                .hasSize(3)
                .allSatisfy(entry ->
                        assertThat(AggregatedRecord.parts(entry.data())).isNull());
    }

    @Test
    void noRecordIsLargerThanATwentiethOfWhatItsShardTakesInASecond() {
        write(3_000, 368);
        write(1, 3 * Aggregates.MAX_BYTES);
        write(10, 368);
        drain();
        var entries = stream.port.puts().stream().flatMap(List::stream).toList();
        assertThat(entries)
                .filteredOn(entry -> entry.data().length > Aggregates.MAX_BYTES)
                .hasSize(1);
        assertThat(entries)
                .filteredOn(entry -> entry.data().length > Aggregates.MAX_BYTES - 400)
                .hasSizeGreaterThan(15);
        assertThat(events()).hasSize(3_011);
    }

    @Test
    void eachShardGetsItsRecordsInTheOrderInWhichTheyWereWritten() {
        write(2_000, 200);
        drain();
        var last = new HashMap<Integer, Integer>();
        stream.port.puts().stream()
                .flatMap(List::stream)
                .forEach(entry -> parts(entry).forEach(number -> {
                    assertThat(last.getOrDefault(number % 4, -1)).isLessThan(number);
                    last.put(number % 4, number);
                }));
        assertThat(last).hasSize(4);
    }

    /** KCL leaves out the whole of a record if the hash key of one in it is not of the shard. */
    @ParameterizedTest
    @EnumSource(Routing.class)
    void everyRecordBearsAHashKeyOfTheShardThatItIsIn(Routing routing) {
        writer = writer(routing, false);
        write(500, 300);
        drain();
        stream.engine.splitShard(TestStream.NAME, "shardId-000000000000", "1234567");
        stream.engine.splitShard(TestStream.NAME, "shardId-000000000002", "200000000000000000000000000000000000000");
        write(500, 300);
        drain();
        var port = new EngineStream(stream.engine, TestStream.NAME);
        var aggregated = 0;
        for (var shard : port.shards()) {
            for (var record : records(shard.shardId())) {
                if (AggregatedRecord.isLike(record.data())) {
                    assertThat(shard.contains(hashKey(record.data()))).isTrue();
                    aggregated++;
                }
            }
        }
        assertThat(aggregated).isPositive();
        assertThat(events()).hasSize(1_000);
    }

    /** By a parser of our own: all hash keys in it are the one. */
    private static BigInteger hashKey(byte[] record) {
        var at = 4;
        var keys = new ArrayList<String>();
        while (record[at] == 0x0A || record[at] == 0x12) {
            if (record[at] == 0x12) {
                keys.add(new String(record, at + 2, record[at + 1], StandardCharsets.US_ASCII));
            }
            at += 2 + record[at + 1];
        }
        assertThat(keys).hasSize(1);
        return new BigInteger(keys.get(0));
    }

    @Test
    void whatFailsIsPutAgainWholeAndWhatIsStoredIsNot() {
        stream.port.failEntries(true, 1);
        stream.port.failEntries(false, 0);
        write(400, 300);
        drain();
        assertThat(stream.port.puts().stream().map(List::size)).containsExactly(4, 1, 1);
        assertThat(stream.port.puts().get(1).get(0))
                .isSameAs(stream.port.puts().get(0).get(1))
                .isSameAs(stream.port.puts().get(2).get(0));
        assertThat(events()).hasSize(400).doesNotHaveDuplicates();
        assertThat(acknowledged).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void ofACallWithoutAnAnswerNothingIsAcknowledgedBeforeItIsStoredAgain() {
        stream.port.losePutAnswer();
        write(400, 300);
        writer.doWork();
        assertThat(acknowledged).isEmpty();
        assertThat(writer.unstored()).isEqualTo(400);
        drain();
        assertThat(acknowledged).hasSize(400).doesNotHaveDuplicates();
        assertThat(events()).as("all of them twice, for the readers to drop").hasSize(800);
    }

    @Test
    void whileTheStreamIsAwayNoMoreIsTakenThanMayBeHeld() {
        stream.port.breakDown(Kind.UNAVAILABLE);
        write(20_000, 300);
        for (var turn = 0; turn < 50; turn++) {
            time.await(writer.doWork());
        }
        assertThat(writer.unstored()).isEqualTo(20_000);
        stream.port.recover();
        drain();
        assertThat(acknowledged).hasSize(20_000).doesNotHaveDuplicates();
    }

    /** By records a shard takes 1,000 a second; by bytes 2,600 of this size. */
    @Test
    void bytesBindInsteadOfRecordsAndTheServiceRefusesNothing() {
        stream = new TestStream(time, 4, true);
        writer = writer(Routing.cycle, true);
        var seconds = 20;
        for (var tick = 0; tick < seconds * 100; tick++) {
            while (writer.hasRoomFor(90_000)) {
                write(100, 368);
            }
            while (writer.doWork().isZero()) {
                // until there is nothing more to begin
            }
            time.advance(Duration.ofMillis(10));
        }
        var bytes = stream.port.puts().stream()
                .flatMap(List::stream)
                .mapToLong(PutEntry::size)
                .sum();
        assertThat((double) bytes / KinesisLimits.WRITE_BYTES_PER_SECOND / 4 / seconds)
                .isBetween(0.985, 1.0);
        assertThat(writer.mostThrottled(10)).isEmpty();
        assertThat(acknowledged.size()).isGreaterThan(seconds * 4 * 2_500);
    }

    /** There KCL would leave out all that is not of the shard where it came out. */
    @Test
    void aStreamThatDistributesRecordsItselfGetsThemOneByOne() {
        stream.port.distributeItself();
        for (var round = 0; round < 30; round++) {
            write(200, 300);
            drain();
            time.advance(Duration.ofSeconds(60));
        }
        var puts = stream.port.puts();
        assertThat(puts.get(puts.size() - 1)).hasSize(200);
        assertThat(acknowledged).hasSize(6_000);
    }

    private StreamWriter writer(Routing routing, boolean limits) {
        return new StreamWriter(
                stream.port,
                new WriterOptions(TestStream.NAME, routing, 100_000, limits, true),
                time,
                new Random(2),
                new PrometheusRegistry());
    }

    private void drain() {
        while (writer.unstored() > 0) {
            time.await(writer.doWork());
        }
    }

    private void write(int records, int size) {
        for (var i = 0; i < records; i++) {
            var number = written++;
            var data = ByteBuffer.allocate(size).putInt(number).array();
            writer.write(data, "key-" + number, new Region(number % 30, 7), () -> acknowledged.add(number));
        }
    }

    private static List<Integer> parts(PutEntry entry) {
        var parts = AggregatedRecord.parts(entry.data());
        return parts == null
                ? List.of(number(entry.data()))
                : parts.stream().map(part -> number(part.data())).toList();
    }

    private static int number(byte[] data) {
        return ByteBuffer.wrap(Arrays.copyOf(data, Integer.BYTES)).getInt();
    }

    private List<Integer> events() {
        var port = new EngineStream(stream.engine, TestStream.NAME);
        return port.shards().stream()
                .flatMap(shard -> records(shard.shardId()).stream())
                .flatMap(record -> record.parts().stream())
                .map(record -> number(record.data()))
                .toList();
    }

    private List<StoredRecord> records(String shardId) {
        var port = new EngineStream(stream.engine, TestStream.NAME);
        var records = new ArrayList<StoredRecord>();
        var iterator = port.iterator(shardId, Position.TRIM_HORIZON);
        while (iterator != null) {
            var page = port.read(iterator, KinesisLimits.PAGE_RECORDS);
            records.addAll(page.records());
            iterator = page.millisBehindLatest() == 0 ? null : page.nextIterator();
        }
        return records;
    }
}
