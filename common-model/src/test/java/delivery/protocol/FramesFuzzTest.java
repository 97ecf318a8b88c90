package delivery.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Whatever a frame holds. The corpus is tried with all tests, more than that by {@code scripts/fuzz.sh}. */
class FramesFuzzTest {
    /** The first byte is the type. {@link MessageChannel} takes whatever is thrown for a frame that cannot be read. */
    @FuzzTest
    void aPayloadIsRefusedOrIsAMessageThatIsTheSameAgain(byte[] bytes) {
        if (bytes.length == 0 || !Frames.knows(bytes[0])) {
            return;
        }
        Message message;
        try {
            message = Frames.decode(bytes[0], Arrays.copyOfRange(bytes, 1, bytes.length));
        } catch (RuntimeException e) {
            return;
        }
        var encoded = Frames.encode(message);
        assertThat(Frames.typeOf(message)).isEqualTo(bytes[0]);
        assertThat(Frames.encode(Frames.decode(bytes[0], encoded))).isEqualTo(encoded);
    }
}
