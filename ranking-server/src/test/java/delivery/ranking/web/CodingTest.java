package delivery.ranking.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {
    @Test
    void eventsThatWereCompressedEachByItselfAreOneStream() throws IOException {
        var sent = new ByteArrayOutputStream();
        sent.write(Coding.GZIP.head());
        var said = new StringBuilder();
        for (var event = 1; event <= 50; event++) {
            var text = "data: " + "{\"shardId\":\"shardId-00000000000" + event + "\"},".repeat(event * 40) + "\n\n";
            said.append(text);
            sent.write(Coding.GZIP.of(text.getBytes(UTF_8)));
            // Whoever has read so far has all of it.
            assertThat(read(sent.toByteArray())).isEqualTo(said.toString());
        }
        assertThat(sent.size()).isLessThan(said.length() / 10);
    }

    /** It never ends as gzip does. */
    private static String read(byte[] sent) throws IOException {
        var read = new ByteArrayOutputStream();
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            for (var next = gzip.read(); next >= 0; next = gzip.read()) {
                read.write(next);
            }
        } catch (EOFException e) {
            return read.toString(UTF_8);
        }
        throw new IOException("it has ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gzip", "deflate, gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP"})
    void isGzipForWhoeverTakesIt(String accepted) {
        assertThat(Coding.accepted(accepted)).isEqualTo(Coding.GZIP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "br, gzip; q=0.000", "xgzip", "*"})
    void isPlainForEveryoneElse(String accepted) {
        assertThat(Coding.accepted(accepted)).isEqualTo(Coding.PLAIN);
        assertThat(Coding.accepted(null)).isEqualTo(Coding.PLAIN);
    }

    @Test
    void plainIsTheEventItself() {
        var event = "data: 1\n\n".getBytes(UTF_8);
        assertThat(Coding.PLAIN.of(event)).isSameAs(event);
        assertThat(Coding.PLAIN.head()).isEmpty();
    }
}
