package delivery.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whatever is in a record that begins as the KPL's. The corpus is tried with all tests, more than that by {@code scripts/fuzz.sh}. */
class AggregatedRecordFuzzTest {
    private final EventDecoder decoder = new EventDecoder();

    /** With a digest that fits, and as it is; a search that watches what is compared finds one, too. */
    @FuzzTest
    void anyContentIsReadWholeAndTheSameAgainOrIsRefused(byte[] content) {
        check(withDigest(content), "kpl-broken");
        var unsigned = ByteBuffer.allocate(AggregatedRecord.MAGIC.size() + content.length);
        AggregatedRecord.MAGIC.forEach(unsigned::put);
        var record = unsigned.put(content).array();
        check(record, isSigned(record) ? "kpl-broken" : "kpl-magic-bad-md5");
    }

    private static boolean isSigned(byte[] record) {
        var end = record.length - AggregatedRecord.DIGEST_BYTES;
        var from = AggregatedRecord.MAGIC.size();
        return end >= from
                && Arrays.equals(
                        AggregatedRecord.md5(record, from, end), Arrays.copyOfRange(record, end, record.length));
    }

    private void check(byte[] record, String reason) {
        var parts = AggregatedRecord.parts(record);
        if (parts == null) {
            assertThat(decoder.decode(record, OrderEvent.MAX_MILLIS))
                    .isInstanceOfSatisfying(
                            Decoded.Rejected.class,
                            rejected -> assertThat(rejected.reason()).isEqualTo(reason));
            return;
        }
        assertThat(parts).isNotEmpty().hasSizeLessThanOrEqualTo(AggregatedRecord.MAX_PARTS);
        var again = new RecordAggregate("0");
        for (var part : parts) {
            assertThat(part.data().length).isLessThan(record.length);
            again.add(part.partitionKey().getBytes(UTF_8), part.data());
        }
        assertThat(AggregatedRecord.parts(again.toBytes()))
                .usingRecursiveComparison()
                .isEqualTo(parts);
    }

    private static byte[] withDigest(byte[] content) {
        var record =
                ByteBuffer.allocate(AggregatedRecord.MAGIC.size() + content.length + AggregatedRecord.DIGEST_BYTES);
        AggregatedRecord.MAGIC.forEach(record::put);
        record.put(content);
        record.put(AggregatedRecord.md5(record.array(), AggregatedRecord.MAGIC.size(), record.position()));
        return record.array();
    }
}
