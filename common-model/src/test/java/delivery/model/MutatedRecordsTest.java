package delivery.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MutatedRecordsTest {
    private static final int MUTATIONS = 200_000;
    private static final Pattern REASON =
            Pattern.compile("not-json|not-object|trailing|too-large|bad-utf8|duplicate-key"
                    + "|unknown-type|out-of-grid|price-range|aggregated|kpl-magic-bad-md5|kpl-broken|field:[a-zA-Z]+");
    private static final byte[][] SPLICES = {
        "\"".getBytes(UTF_8),
        "\\u0000".getBytes(UTF_8),
        "null".getBytes(UTF_8),
        "1e308".getBytes(UTF_8),
        "-".getBytes(UTF_8),
        ",\"price\":1".getBytes(UTF_8),
        "[[[[[[[[[".getBytes(UTF_8),
        "{}".getBytes(UTF_8),
        "é😀".getBytes(UTF_8),
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2},
        {0}
    };

    private final Random random = new Random(6);
    private final RandomEvents events = new RandomEvents(random);
    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder();

    @Test
    void aMutatedRecordIsAnEventThatCanBeEncodedOrIsRefusedWithAReason() {
        var accepted = 0;
        for (var i = 0; i < MUTATIONS; i++) {
            var bytes = mutated(encoder.encode(events.next()));
            var decoded = decoder.decode(bytes, OrderEvent.MAX_MILLIS);
            assertThat(decoded).isEqualTo(decoder.decodeJson(bytes, OrderEvent.MAX_MILLIS));
            if (decoded instanceof Decoded.Event event) {
                accepted++;
                var again = decoder.decode(encoder.encode(event.event()), OrderEvent.MAX_MILLIS);
                assertThat(again).isEqualTo(new Decoded.Event(event.event(), 0));
            } else {
                assertThat(((Decoded.Rejected) decoded).reason()).matches(REASON);
            }
        }
        // Both outcomes are common: digits become other digits, padding falls away.
        assertThat(accepted).isBetween(MUTATIONS / 50, MUTATIONS / 2);
    }

    private byte[] mutated(byte[] bytes) {
        var result = bytes;
        for (var times = 1 + random.nextInt(3); times > 0 && result.length > 0; times--) {
            result = mutatedOnce(result);
        }
        return result;
    }

    private byte[] mutatedOnce(byte[] bytes) {
        var at = random.nextInt(bytes.length);
        var copy = bytes.clone();
        return switch (random.nextInt(7)) {
            case 0 -> {
                copy[at] = (byte) random.nextInt();
                yield copy;
            }
            case 1 -> {
                copy[at] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case 2 -> {
                copy[at] = bytes[random.nextInt(bytes.length)];
                yield copy;
            }
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> spliced(bytes, at, at + random.nextInt(Math.min(20, bytes.length - at)), new byte[0]);
            case 5 -> spliced(bytes, at, at, SPLICES[random.nextInt(SPLICES.length)]);
            default -> {
                var from = random.nextInt(bytes.length);
                yield spliced(
                        bytes, at, at, Arrays.copyOfRange(bytes, from, from + random.nextInt(bytes.length - from)));
            }
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
        var result = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }
}
