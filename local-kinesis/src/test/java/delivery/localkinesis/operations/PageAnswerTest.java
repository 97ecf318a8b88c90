package delivery.localkinesis.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.engine.LogPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageAnswerTest {
    private final Engine engine = Engines.withoutLimits(1).engine;
    private final Random random = new Random(7);

    /** Random records, of a few bytes and of many, in a stream that is encrypted from some time on. */
    @ParameterizedTest
    @EnumSource(Wire.class)
    void pagesSayTheSameAsIfTheyWereWrittenAtLength(Wire wire) throws IOException {
        for (int i = 0; i < 40; i++) {
            put(random.nextInt(60));
            if (i == 20) {
                engine.tuning().startEncryption("orders", "alias/aws/kinesis");
            }
            var page = page(1 + random.nextInt(100));
            assertThat(PageAnswer.isUsual(page, wire)).isTrue();
            var shortWay = new ByteArrayOutputStream();
            PageAnswer.write(page, wire, shortWay);
            assertThat(shortWay.size()).isLessThanOrEqualTo(PageAnswer.bytes(page, wire));
            assertThat(tree(shortWay.toByteArray(), wire)).isEqualTo(tree(atLength(page, wire), wire));
        }
    }

    @Test
    void aKeyThatHasToBeEscapedIsNotUsualInJson() {
        for (var key : new String[] {"a\"b", "a\\b", "a\nb", "Zürich"}) {
            engine.putRecord("orders", new NewRecord(new byte[1], key, null));
            var page = page(10_000);
            assertThat(PageAnswer.isUsual(page, Wire.JSON)).as(key).isFalse();
            assertThat(PageAnswer.isUsual(page, Wire.CBOR)).isTrue();
        }
    }

    @Test
    void theEndOfAShardIsNotUsual() {
        engine.splitShard("orders", Engines.id(0), "1" + "0".repeat(37));
        var page = engine.readPage(iterator(), 10);
        assertThat(page.nextShardIterator()).isNull();
        assertThat(PageAnswer.isUsual(page, Wire.JSON)).isFalse();
    }

    private void put(int records) {
        var entries = new ArrayList<NewRecord>();
        for (int i = 0; i <= records; i++) {
            var data = new byte[random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(400)];
            random.nextBytes(data);
            entries.add(new NewRecord(data, "key-" + random.nextInt(1 << random.nextInt(30)), null));
        }
        engine.putRecords("orders", entries);
    }

    private LogPage page(int limit) {
        return engine.readPage(iterator(), limit);
    }

    private String iterator() {
        return engine.getShardIterator("orders", Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
    }

    private static byte[] atLength(LogPage page, Wire wire) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ResponseWriter(wire, bytes)) {
            out.getRecords(page);
        }
        return bytes.toByteArray();
    }

    private static JsonNode tree(byte[] answer, Wire wire) throws IOException {
        return wire == Wire.CBOR
                ? new ObjectMapper(new CBORFactory()).readTree(answer)
                : new ObjectMapper().readTree(new String(answer, UTF_8));
    }
}
