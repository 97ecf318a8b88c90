package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalEventTest {
    private final RandomEvents events = new RandomEvents(11);
    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder();

    @Test
    void everyEventThatIsWrittenIsReadWithoutTheParser() {
        for (var i = 0; i < 20_000; i++) {
            var event = events.orderEvent();
            assertThat(CanonicalEvent.read(encoder.encode(event))).isEqualTo(event);
        }
    }

    @Test
    void whateverOneByteIsChangedToItIsJudgedAsByTheParser() {
        var accepted = 0;
        for (var type : EventType.all()) {
            var bytes = encoder.encode(events.orderEvent(type));
            for (var at = 0; at < bytes.length; at++) {
                for (var to : " 0159azA\"\\-+.,:[]{}e\n\u0000\u007f".toCharArray()) {
                    var changed = bytes.clone();
                    changed[at] = (byte) to;
                    assertThat(decoder.decode(changed, OrderEvent.MAX_MILLIS))
                            .isEqualTo(decoder.decodeJson(changed, OrderEvent.MAX_MILLIS));
                    accepted += CanonicalEvent.read(changed) == null ? 0 : 1;
                }
            }
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void whereverItIsCutItIsNone() {
        for (var type : EventType.all()) {
            var bytes = encoder.encode(events.orderEvent(type));
            for (var length = 0; length < bytes.length; length++) {
                assertThat(CanonicalEvent.read(Arrays.copyOf(bytes, length))).isNull();
                var filled = Arrays.copyOf(bytes, length);
                filled = Arrays.copyOf(filled, bytes.length);
                Arrays.fill(filled, length, bytes.length, (byte) '9');
                assertThat(decoder.decode(filled, OrderEvent.MAX_MILLIS))
                        .isEqualTo(decoder.decodeJson(filled, OrderEvent.MAX_MILLIS));
            }
        }
    }

    @Test
    void anEventOfTheFutureIsRefusedAsByTheParser() {
        var random = new Random(3);
        for (var i = 0; i < 10_000; i++) {
            var event = events.orderEvent();
            var arrived = event.atMillis() - EventDecoder.MAX_AHEAD_MILLIS + random.nextInt(-2, 3);
            var bytes = encoder.encode(event);
            assertThat(decoder.decode(bytes, arrived)).isEqualTo(decoder.decodeJson(bytes, arrived));
        }
    }
}
