package delivery.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.read.ReadPage;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.RejectedRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

        var batch = only(batches.of(page(Position.TRIM_HORIZON, Position.after("1102")), 9, null));

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
        var batch = only(batches.of(page(Position.TRIM_HORIZON, Position.after("1002")), 9, null));
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
        var batch = only(batches.of(page(Position.TRIM_HORIZON, Position.after("1002")), 9, null));
        assertThat(batch.rejected())
                .extracting(RejectedRecord::source, RejectedRecord::number)
                .containsExactly(tuple(Events.PRODUCER, 7L), tuple("", 0L));
    }

    @Test
    void anEmptyPageIsAnEmptyBatchThatTellsTheLag() {
        var batch = only(batches.of(page(Position.after("5"), Position.after("5")), 1, null));
        assertThat(batch.records()).isZero();
        assertThat(batch.millisBehindLatest()).isEqualTo(123);
        assertThat(batch.after()).isEqualTo(batch.to());
    }

    @Test
    void aPageOfTenThousandRecordsIsSeveralBatchesWithoutAGapOrAnOverlap() {
        for (var n = 1; n <= 10_000; n++) {
            event(new EventEncoder().encode(Events.created(n)));
        }
        var all = batches.of(page(Position.after("1"), Position.after("11000")), 1, null);
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
        var all = batches.of(page(Position.TRIM_HORIZON, Position.after("1010")), 1, null);
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
        var all = batches.of(page(Position.TRIM_HORIZON, Position.after("9000")), 1, gap);
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
                List.of(child));
        var batch = only(batches.of(page, 1, null));
        assertThat(batch.events()).hasSize(1);
        assertThat(batch.to().isShardEnd()).isTrue();
        assertThat(batch.children()).containsExactly("shardId-000000000007");
    }

    private void event(byte[] data) {
        records.add(new StoredRecord(Integer.toString(1_001 + records.size()), "key", data, ARRIVED));
    }

    private ReadPage page(Position after, Position to) {
        return new ReadPage("shardId-000000000001", records, after, to, 123, READ_THROUGH, List.of());
    }

    private static Batch only(List<Batch> batches) {
        assertThat(batches).hasSize(1);
        return batches.get(0);
    }
}
