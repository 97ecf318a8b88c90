package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.FakeTime;
import delivery.kinesis.StreamException.Kind;
import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.NewRecord;
import delivery.model.Position;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What local-kinesis enforces, by what it does: up to each limit of ours it goes along, and not one further. */
class KinesisLimitsTest {
    private static final String SHARD = "shardId-000000000000";
    private static final int MIB = 1 << 20;

    private final FakeTime time = new FakeTime();
    private final LocalKinesis kinesis =
            LocalKinesis.builder().clock(time, time::elapsed).transition(Duration.ZERO).stream("s", 1)
                    .start();
    private final KinesisStream stream = new EngineStream(kinesis.engine(), "s");

    @AfterEach
    void stop() {
        kinesis.close();
    }

    @Test
    void recordsThatAShardTakesInASecond() {
        assertThat(stored(KinesisLimits.WRITE_RECORDS_PER_SECOND + 1, 1))
                .isEqualTo(KinesisLimits.WRITE_RECORDS_PER_SECOND);
        aSecondLater();
        assertThat(stored(1, 1)).isEqualTo(1);
    }

    @Test
    void bytesThatAShardTakesInASecond() {
        var half = KinesisLimits.WRITE_BYTES_PER_SECOND / 2;
        assertThat(stored(3, half)).isEqualTo(2);
        aSecondLater();
        assertThat(stored(1, half)).isEqualTo(1);
    }

    @Test
    void readsThatAShardAnswersInASecond() {
        for (var i = 0; i < KinesisLimits.READ_CALLS_PER_SECOND; i++) {
            read(1);
        }
        assertThrottled(() -> read(1));
        aSecondLater();
        read(1);
    }

    @Test
    void bytesThatAShardGivesInASecond() {
        fill(3 * KinesisLimits.READ_BYTES_PER_SECOND / MIB, MIB);
        var perSecond = KinesisLimits.READ_BYTES_PER_SECOND / MIB;
        assertThat(read(perSecond - 1).records()).hasSize(perSecond - 1);
        assertThat(read(1).records()).hasSize(1);
        assertThrottled(() -> read(1));
        aSecondLater();
        assertThat(read(perSecond).records()).hasSize(perSecond);
    }

    @Test
    void recordsOfAPut() {
        assertThat(stored(KinesisLimits.PUT_RECORDS, 1)).isEqualTo(KinesisLimits.PUT_RECORDS);
        assertInvalid(() -> stream.put(entries(KinesisLimits.PUT_RECORDS + 1, 1)));
    }

    /** The quota of the shard refuses most of it, but not the call. */
    @Test
    void bytesOfAPut() {
        assertThat(stream.put(entries(KinesisLimits.PUT_BYTES / MIB, MIB))).hasSize(KinesisLimits.PUT_BYTES / MIB);
        assertInvalid(() -> stream.put(entries(2 * KinesisLimits.PUT_BYTES / MIB + 1, MIB)));
    }

    @Test
    void charactersOfAPartitionKey() {
        var longest = "k".repeat(KinesisLimits.PARTITION_KEY_LENGTH);
        assertThat(kinesis.engine().putRecord("s", new NewRecord(new byte[1], longest)))
                .isNotNull();
        assertThatThrownBy(() -> kinesis.engine().putRecord("s", new NewRecord(new byte[1], longest + "k")))
                .hasMessageContaining("partitionKey");
    }

    @Test
    void recordsOfAPage() {
        for (var left = KinesisLimits.PAGE_RECORDS + 1; left > 0; left -= KinesisLimits.PUT_RECORDS) {
            assertThat(stored(Math.min(left, KinesisLimits.PUT_RECORDS), 1)).isPositive();
            aSecondLater();
        }
        assertThat(read(KinesisLimits.PAGE_RECORDS).records()).hasSize(KinesisLimits.PAGE_RECORDS);
        assertInvalid(() -> read(KinesisLimits.PAGE_RECORDS + 1));
    }

    @Test
    void bytesOfAPage() {
        fill(KinesisLimits.PAGE_BYTES / MIB + 1, MIB);
        assertThat(read(KinesisLimits.PAGE_RECORDS).records()).hasSize(KinesisLimits.PAGE_BYTES / MIB);
    }

    @Test
    void shardsOfAnUpdateShardCount() {
        var engine = kinesis.engine();
        assertThatThrownBy(() -> engine.updateShardCount("s", KinesisLimits.SCALING_FACTOR + 1))
                .hasMessageContaining("shard count");
        for (var i = 0; i < KinesisLimits.SCALINGS_PER_DAY; i++) {
            engine.updateShardCount("s", i % 2 == 0 ? KinesisLimits.SCALING_FACTOR : 1);
            aSecondLater();
        }
        assertThatThrownBy(() -> engine.updateShardCount("s", KinesisLimits.SCALING_FACTOR))
                .hasMessageContaining(KinesisLimits.SCALINGS_PER_DAY + " times");
        engine.createActiveStream("large", KinesisLimits.SCALED_SHARDS / KinesisLimits.SCALING_FACTOR + 1);
        assertThatThrownBy(() -> engine.updateShardCount("large", KinesisLimits.SCALED_SHARDS + 1))
                .hasMessageContaining("more than " + KinesisLimits.SCALED_SHARDS);
        engine.updateShardCount("large", KinesisLimits.SCALED_SHARDS);
    }

    /** So many records of this size, partition key included, a put after the other; says how many the shard took. */
    private long stored(int records, int size) {
        var stored = 0L;
        for (var left = records; left > 0; left -= KinesisLimits.PUT_RECORDS) {
            stored += stream.put(entries(Math.min(left, KinesisLimits.PUT_RECORDS), size)).stream()
                    .filter(result -> result instanceof PutResult.Stored)
                    .count();
        }
        return stored;
    }

    private static List<PutEntry> entries(int records, int size) {
        return Collections.nCopies(records, new PutEntry(new byte[size - 1], "k", null));
    }

    /** One record a second, as the quota lets through. */
    private void fill(int records, int size) {
        for (var i = 0; i < records; i++) {
            assertThat(stored(1, size)).isEqualTo(1);
            aSecondLater();
        }
    }

    private RecordPage read(int limit) {
        return stream.read(stream.iterator(SHARD, Position.TRIM_HORIZON), limit);
    }

    private void aSecondLater() {
        time.advance(Duration.ofSeconds(1));
    }

    private static void assertThrottled(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.THROTTLED));
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
    }
}
