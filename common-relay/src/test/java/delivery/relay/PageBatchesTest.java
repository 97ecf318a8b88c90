package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.read.ReadPage;
import delivery.model.AggregatedRecord;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.model.RecordAggregate;
import delivery.protocol.Batch;
import delivery.protocol.ByteSocket;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.RejectedRecord;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageBatchesTest {
    private static final Instant ARRIVED = Instant.ofEpochMilli(Events.START_MILLIS + 60_000_000);
    private static final Instant READ_THROUGH = ARRIVED.plusSeconds(1);

    private final PageBatches batches = new PageBatches();
    private final List<StoredRecord> records = new ArrayList<>();

    @Test
    void takesEveryRecordOfThePage() {
        for (var n = 1; n <= 100; n++) {
            event(new EventEncoder().encode(Events.created(n)));
        }
        event(new EventEncoder().encode(Events.progress(Events.PRODUCER, 100)));
        event("{\"type\":\"order_vanished\"}".getBytes(StandardCharsets.UTF_8));

        var batch = only(of(page(Position.TRIM_HORIZON, Position.after("1102")), 9, null));

        assertThat(batch.events()).hasSize(100);
        assertThat(batch.progress()).hasSize(1);
        assertThat(batch.rejected()).extracting(RejectedRecord::reason).containsExactly("unknown-type");
        assertThat(batch.records()).isEqualTo(102);
        assertThat(batch.epoch()).isEqualTo(9);
        assertThat(batch.after()).isEqualTo(Position.TRIM_HORIZON);
        assertThat(batch.to()).isEqualTo(Position.after("1102"));
        assertThat(batch.readThroughMillis()).isEqualTo(READ_THROUGH.toEpochMilli());
    }

    @Test
    void everyEventTellsWhereItWasOnTheStream() {
        event(new EventEncoder().encode(Events.created(1)));
        event(new EventEncoder().encode(Events.created(2)));
        var batch = only(of(page(Position.TRIM_HORIZON, Position.after("1002")), 9, null));
        assertThat(batch.events())
                .containsExactly(
                        new EventRecord(Events.created(1), BigInteger.valueOf(1_001), ARRIVED.toEpochMilli()),
                        new EventRecord(Events.created(2), BigInteger.valueOf(1_002), ARRIVED.toEpochMilli()));
    }

    /** Else a record refused for its content would be missing from its source for ever. */
    @Test
    void aRejectedRecordTellsWhoseItIs() {
        var json = new String(new EventEncoder().encode(Events.created(7)), StandardCharsets.UTF_8);
        event(json.replace("\"price\":1000", "\"price\":1e9").getBytes(StandardCharsets.UTF_8));
        event("no event at all".getBytes(StandardCharsets.UTF_8));
        var batch = only(of(page(Position.TRIM_HORIZON, Position.after("1002")), 9, null));
        assertThat(batch.rejected())
                .extracting(RejectedRecord::source, RejectedRecord::number)
                .containsExactly(tuple(Events.PRODUCER, 7L), tuple("", 0L));
    }

    @Test
    void anEmptyPageIsAnEmptyBatchThatTellsTheLag() {
        var batch = only(of(page(Position.after("5"), Position.after("5")), 1, null));
        assertThat(batch.records()).isZero();
        assertThat(batch.millisBehindLatest()).isEqualTo(123);
        assertThat(batch.after()).isEqualTo(batch.to());
    }

    @Test
    void aPageOfTenThousandRecordsIsSeveralBatchesWithoutAGapOrAnOverlap() {
        for (var n = 1; n <= 10_000; n++) {
            event(new EventEncoder().encode(Events.created(n)));
        }
        var all = of(page(Position.after("1"), Position.after("11000")), 1, null);
        assertThat(all).hasSize(2);
        assertThat(all.get(0).after()).isEqualTo(Position.after("1"));
        assertThat(all.get(0).to())
                .isEqualTo(Position.after("6000"))
                .isEqualTo(all.get(1).after());
        assertThat(all.get(1).to()).isEqualTo(Position.after("11000"));
        assertThat(all.get(0).events())
                .hasSize(5_000)
                .doesNotContainAnyElementsOf(all.get(1).events());
        assertThat(all.get(0).readThroughMillis())
                .as("what was read through is known only with the last batch")
                .isZero();
    }

    @Test
    void largeBadRecordsAreKeptInPartAndSpreadOverBatches() {
        for (var i = 0; i < 10; i++) {
            event(new byte[1024 * 1024]);
        }
        var all = of(page(Position.TRIM_HORIZON, Position.after("1010")), 1, null);
        assertThat(all).hasSize(2);
        assertThat(all).flatExtracting(Batch::rejected).hasSize(10).allSatisfy(record -> {
            assertThat(record.bytes()).hasSize(RejectedRecord.MAX_BYTES);
            assertThat(record.size()).isEqualTo(1024 * 1024);
            assertThat(record.reason()).isEqualTo("too-large");
        });
    }

    @Test
    void aGapIsToldByTheFirstBatchAlone() {
        for (var n = 1; n <= PageBatches.MAX_RECORDS + 1; n++) {
            event(new EventEncoder().encode(Events.created(n)));
        }
        var gap = new Gap(Position.TRIM_HORIZON, Position.after("1000"), 0, 1);
        var all = of(page(Position.TRIM_HORIZON, Position.after("9000")), 1, gap);
        assertThat(all).extracting(Batch::gap).containsExactly(gap, null);
    }

    @Test
    void theEndOfTheShardComesWithItsLastRecordsAndItsChildren() {
        event(new EventEncoder().encode(Events.created(1)));
        var child = new Shard(
                "shardId-000000000007", List.of("shardId-000000000001"), BigInteger.ZERO, BigInteger.ONE, true);
        var page = new ReadPage(
                "shardId-000000000001",
                records,
                Position.TRIM_HORIZON,
                Position.SHARD_END,
                0,
                READ_THROUGH,
                Duration.ZERO,
                List.of(child));
        var batch = only(of(page, 1, null));
        assertThat(batch.events()).hasSize(1);
        assertThat(batch.to().isShardEnd()).isTrue();
        assertThat(batch.children()).containsExactly("shardId-000000000007");
    }

    @Test
    void anAggregatedRecordIsItsPartsEachWithItsNumber() {
        event(new EventEncoder().encode(Events.created(1)));
        event(aggregate(
                new EventEncoder().encode(Events.created(2)),
                bad(3),
                new EventEncoder().encode(Events.progress(Events.PRODUCER, 3)),
                new EventEncoder().encode(Events.created(4))));
        var batch = only(of(page(Position.TRIM_HORIZON, Position.after("1002")), 9, null));
        assertThat(batch.events())
                .extracting(EventRecord::sequenceNumber, EventRecord::part)
                .containsExactly(
                        tuple(BigInteger.valueOf(1_001), -1),
                        tuple(BigInteger.valueOf(1_002), 0),
                        tuple(BigInteger.valueOf(1_002), 3));
        assertThat(batch.progress()).hasSize(1);
        assertThat(batch.rejected())
                .extracting(
                        RejectedRecord::sequenceNumber,
                        RejectedRecord::part,
                        RejectedRecord::partitionKey,
                        RejectedRecord::number)
                .containsExactly(tuple("1002", 1, "part-1", 3L));
    }

    @Test
    void aBrokenAggregatedRecordIsOneRejectedRecordOfAllItsBytes() {
        var bytes = aggregate(new EventEncoder().encode(Events.created(1)), bad(2));
        bytes[50] ^= 1;
        event(bytes);
        var batch = only(of(page(Position.TRIM_HORIZON, Position.after("1001")), 9, null));
        assertThat(batch.records()).isEqualTo(1);
        assertThat(batch.rejected())
                .extracting(RejectedRecord::part, RejectedRecord::reason, RejectedRecord::bytes)
                .containsExactly(tuple(-1, "kpl-magic-bad-md5", bytes));
    }

    /** Its position is that of the whole: a batch that had a part of it could not say where it ends. */
    @Test
    void anAggregatedRecordIsInOneBatch() {
        var per = 3_000;
        for (var i = 0; i < 4; i++) {
            var first = i * per;
            event(aggregate(IntStream.rangeClosed(1, per)
                    .mapToObj(n -> new EventEncoder().encode(Events.created(first + n)))
                    .toArray(byte[][]::new)));
            event(new EventEncoder().encode(Events.created(100_000 + i)));
        }
        var all = of(page(Position.TRIM_HORIZON, Position.after("1008")), 9, null);
        assertThat(all).extracting(Batch::records).containsExactly(3_001, 3_001, 3_001, 3_001);
        assertThat(all).extracting(batch -> batch.to().toString()).containsExactly("1002", "1004", "1006", "1008");
        assertThat(all.get(1).after()).isEqualTo(all.get(0).to());
    }

    @Test
    void whateverAPageAggregatesEachBatchFitsIntoAFrame() throws IOException {
        var tiny = new byte[AggregatedRecord.MAX_PARTS][0];
        event(aggregate(tiny));
        event(aggregate(IntStream.range(0, 4_000).mapToObj(i -> new byte[200]).toArray(byte[][]::new)));
        for (var i = 0; i < 8_000; i++) {
            records.add(new StoredRecord(
                    Integer.toString(1_001 + records.size()), "\u65e5".repeat(256), new byte[] {1}, ARRIVED));
        }
        event(aggregate(IntStream.range(0, AggregatedRecord.MAX_PARTS)
                .mapToObj(n -> new EventEncoder().encode(Events.created(n + 1)))
                .toArray(byte[][]::new)));
        var all = of(page(Position.TRIM_HORIZON, Position.after("9003")), 9, null);
        for (var batch : all) {
            assertThat(sent(batch)).hasSizeLessThan(4 * 1024 * 1024);
        }
        assertThat(all).flatExtracting(Batch::events).hasSize(AggregatedRecord.MAX_PARTS);
        assertThat(all.get(0).rejected())
                .extracting(RejectedRecord::reason)
                .as("more than a frame holds, so the whole is told of")
                .contains("kpl-too-much");
    }

    /** It stands between two that leave it no room: before it one of many bytes, behind it one of many parts. */
    @Test
    void aRecordThatIsToldOfAsAWholeMayBeABatchByItself() {
        for (var i = 0; i < 7; i++) {
            event(new byte[1024 * 1024]);
        }
        event(aggregate(IntStream.range(0, 4_000).mapToObj(i -> new byte[300]).toArray(byte[][]::new)));
        event(aggregate(IntStream.rangeClosed(1, AggregatedRecord.MAX_PARTS)
                .mapToObj(n -> new EventEncoder().encode(Events.created(n)))
                .toArray(byte[][]::new)));
        var all = of(page(Position.TRIM_HORIZON, Position.after("1009")), 9, null);
        assertThat(all).extracting(Batch::records).containsExactly(7, 1, AggregatedRecord.MAX_PARTS);
        assertThat(all).extracting(batch -> batch.to().toString()).containsExactly("1007", "1008", "1009");
    }

    private static byte[] sent(Batch batch) throws IOException {
        var socket = new ByteSocket();
        new MessageChannel(socket).send(batch);
        return socket.sent();
    }

    private static byte[] bad(int number) {
        var json = new String(new EventEncoder().encode(Events.created(number)), StandardCharsets.UTF_8);
        return json.replace("\"price\":1000", "\"price\":1e9").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] aggregate(byte[]... parts) {
        var aggregate = new RecordAggregate("1");
        for (var part : parts) {
            aggregate.add(("part-" + aggregate.count()).getBytes(StandardCharsets.UTF_8), part);
        }
        return aggregate.toBytes();
    }

    private void event(byte[] data) {
        records.add(new StoredRecord(Integer.toString(1_001 + records.size()), "key", data, ARRIVED));
    }

    private ReadPage page(Position after, Position to) {
        return new ReadPage("shardId-000000000001", records, after, to, 123, READ_THROUGH, Duration.ZERO, List.of());
    }

    private List<Batch> of(ReadPage page, long epoch, Gap gap) {
        var all = new ArrayList<Batch>();
        batches.of(page, epoch, gap).forEachRemaining(all::add);
        return all;
    }

    private static Batch only(List<Batch> batches) {
        assertThat(batches).hasSize(1);
        return batches.get(0);
    }
}
