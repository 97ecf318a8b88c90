package delivery.kinesis.aws.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage.StoredRecord;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said of an answer that is none is in ForeignAnswersTest; here, which ones are none. */
class RecordAnswersTest {
    private static final Instant ARRIVED = Instant.ofEpochMilli(1_767_225_600_123L);

    private static final Map<String, Object> RECORD = Map.of(
            "SequenceNumber", "4959",
            "PartitionKey", "häß",
            "Data", new byte[] {1, 2, 3},
            "EncryptionType", "KMS",
            "ApproximateArrivalTimestamp", ARRIVED);

    private static final Map<String, Object> PAGE = Map.of(
            "Records",
            List.of(RECORD, RECORD),
            "NextShardIterator",
            "AAAA",
            "MillisBehindLatest",
            300L,
            "NewOfTomorrow",
            List.of(Map.of("a", List.of(1.5, "b")), true));

    @Test
    void aPageIsWhatItSays() {
        for (var indefinite : new boolean[] {false, true}) {
            var page = RecordAnswers.page(cbor(PAGE, indefinite));
            assertThat(page.records())
                    .extracting(StoredRecord::sequenceNumber, StoredRecord::partitionKey, StoredRecord::arrivedAt)
                    .containsExactly(tuple("4959", "häß", ARRIVED), tuple("4959", "häß", ARRIVED));
            assertThat(page.records().get(1).data()).containsExactly(1, 2, 3);
            assertThat(page.nextIterator()).isEqualTo("AAAA");
            assertThat(page.millisBehindLatest()).isEqualTo(300);
            assertThat(page.children()).isEmpty();
        }
    }

    /** A page as kinesis-local 0.6.2 gave it. */
    @Test
    void dataMayBeATextInBase64() {
        var body = "a46b4368696c64536861726473f6724d696c6c6973426568696e644c617465737400714e657874536861726449746572"
                + "61746f7263414141675265636f72647381a5781b417070726f78696d6174654172726976616c54696d657374616d70"
                + "1b000001a223d0e1cc64446174616459574a6a6e456e6372797074696f6e54797065644e4f4e456c50617274697469"
                + "6f6e4b6579616b6e53657175656e63654e756d6265726434393630";
        var page = RecordAnswers.page(HexFormat.of().parseHex(body));
        assertThat(page).isNotNull();
        assertThat(page.nextIterator()).isEqualTo("AAA");
        assertThat(page.records()).singleElement().satisfies(record -> {
            assertThat(record.data()).asString(StandardCharsets.UTF_8).isEqualTo("abc");
            assertThat(record.sequenceNumber()).isEqualTo("4960");
            assertThat(record.arrivedAt()).isEqualTo("2026-11-28T20:20:21.580Z");
        });
        var broken = body.replace("6459574a6a", "6459572d6a");
        assertThat(RecordAnswers.page(HexFormat.of().parseHex(broken))).isNull();
    }

    /** As a writer does that does not know yet how long it becomes; 7F and 5F begin, FF ends. */
    @Test
    void textsAndBytesMayComeInChunks() {
        var body = "a26b4368696c64536861726473f6675265636f72647381a4" + "6e53657175656e63654e756d626572"
                + "7f6234396236316137ff"
                + "6444617461" + "5f4201024103ff" + "6c506172746974696f6e4b6579616b"
                + "781b417070726f78696d6174654172726976616c54696d657374616d7005";
        var page = RecordAnswers.page(HexFormat.of().parseHex(body));
        assertThat(page).isNotNull();
        assertThat(page.records().get(0).sequenceNumber()).isEqualTo("49617");
        assertThat(page.records().get(0).data()).containsExactly(1, 2, 3);
    }

    @Test
    void theEndOfAShardNamesItsChildren() {
        var child = Map.of(
                "ShardId", "shardId-000000000003",
                "ParentShards", List.of("shardId-000000000000", "shardId-000000000001"),
                "HashKeyRange", Map.of("StartingHashKey", "0", "EndingHashKey", "17"));
        var page = RecordAnswers.page(cbor(Map.of("Records", List.of(), "ChildShards", List.of(child)), false));
        assertThat(page.nextIterator()).isNull();
        assertThat(page.children()).singleElement().satisfies(shard -> {
            assertThat(shard.shardId()).isEqualTo("shardId-000000000003");
            assertThat(shard.parents()).hasSize(2);
            assertThat(shard.endingHashKey()).isEqualTo(BigInteger.valueOf(17));
        });
    }

    /** Above all: what has no records is no page, and not the end of a shard. */
    @Test
    void whatIsNoPageIsLeftToTheSdk() {
        assertThat(RecordAnswers.page(new byte[0])).isNull();
        assertThat(RecordAnswers.page("<html>log in</html>".getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(RecordAnswers.page(cbor(Map.of(), false))).isNull();
        for (var name : List.of("SequenceNumber", "Data", "ApproximateArrivalTimestamp")) {
            var without = new TreeMap<>(RECORD);
            without.remove(name);
            assertThat(RecordAnswers.page(cbor(Map.of("Records", List.of(without)), false)))
                    .as(name)
                    .isNull();
        }
        var whole = cbor(PAGE, false);
        for (var length = 0; length < whole.length; length++) {
            assertThat(RecordAnswers.page(Arrays.copyOf(whole, length))).isNull();
        }
        assertThat(RecordAnswers.page(Arrays.copyOf(whole, whole.length + 1))).isNull();
    }

    @Test
    void eachEntryOfAPutIsStoredOrFailedForItsOwnReason() {
        var stored = Map.of("ShardId", "shardId-000000000001", "SequenceNumber", "7");
        var throttled = Map.of("ErrorCode", "ProvisionedThroughputExceededException", "ErrorMessage", "slow down");
        var failed = Map.of("ErrorCode", "InternalFailure", "ErrorMessage", "oh");
        var answer = Map.of("FailedRecordCount", 1L, "Records", List.of(stored, throttled, failed));
        assertThat(RecordAnswers.puts(cbor(answer, true)))
                .containsExactly(
                        new PutResult.Stored("shardId-000000000001", "7"),
                        new PutResult.Failed(true, "ProvisionedThroughputExceededException: slow down"),
                        new PutResult.Failed(false, "InternalFailure: oh"));
        assertThat(RecordAnswers.puts(cbor(Map.of("Records", List.of(Map.of())), false)))
                .as("neither stored nor failed")
                .isNull();
    }

    @Test
    void mutatedAnswersAreReadOrLeftAndEndInNoOtherWay() {
        var random = new Random(3);
        var whole = cbor(PAGE, false);
        var left = 0;
        for (var i = 0; i < 100_000; i++) {
            var mutated = whole.clone();
            for (var times = 1 + random.nextInt(3); times > 0; times--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            left += RecordAnswers.page(mutated) == null ? 1 : 0;
            RecordAnswers.puts(mutated);
        }
        assertThat(left).isBetween(10_000, 99_000);
        for (var depth = 1; depth < 100_000; depth *= 10) {
            var nested = new byte[depth];
            Arrays.fill(nested, (byte) 0x81);
            assertThat(RecordAnswers.puts(nested)).isNull();
            var tags = new byte[depth + 3];
            Arrays.fill(tags, (byte) 0xC1);
            System.arraycopy(new byte[] {(byte) 0xA1, 0x61, 'x'}, 0, tags, 0, 3);
            assertThat(RecordAnswers.puts(tags)).isNull();
        }
    }

    private static byte[] cbor(Object value, boolean indefinite) {
        var out = new ByteArrayOutputStream();
        write(out, value, indefinite);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Object value, boolean indefinite) {
        if (value instanceof String text) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            head(out, 3, bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof byte[] bytes) {
            head(out, 2, bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof Long number) {
            head(out, 0, number);
        } else if (value instanceof Instant time) {
            out.write(0xC1);
            if (indefinite) {
                write(out, (double) time.toEpochMilli(), true);
            } else {
                head(out, 0, time.toEpochMilli());
            }
        } else if (value instanceof Double number) {
            out.write(0xFB);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
        } else if (value instanceof Boolean bool) {
            out.write(bool ? 0xF5 : 0xF4);
        } else if (value instanceof List<?> list) {
            open(out, 4, list.size(), indefinite);
            list.forEach(each -> write(out, each, indefinite));
            close(out, indefinite);
        } else {
            var map = (Map<?, ?>) value;
            open(out, 5, map.size(), indefinite);
            map.forEach((name, each) -> {
                write(out, name, indefinite);
                write(out, each, indefinite);
            });
            close(out, indefinite);
        }
    }

    private static void open(ByteArrayOutputStream out, int type, int size, boolean indefinite) {
        if (indefinite) {
            out.write(type << 5 | 31);
        } else {
            head(out, type, size);
        }
    }

    private static void close(ByteArrayOutputStream out, boolean indefinite) {
        if (indefinite) {
            out.write(0xFF);
        }
    }

    private static void head(ByteArrayOutputStream out, int type, long value) {
        if (value < 24) {
            out.write(type << 5 | (int) value);
        } else {
            out.write(type << 5 | 27);
            out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        }
    }
}
