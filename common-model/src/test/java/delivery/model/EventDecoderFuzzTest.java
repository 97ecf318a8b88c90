package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever is on the stream. The corpus is tried with all tests, more than that by {@code scripts/fuzz.sh}. */
class EventDecoderFuzzTest {
    private static final long ARRIVED = Events.START_MILLIS;

    private final EventDecoder decoder = new EventDecoder();
    private final EventEncoder encoder = new EventEncoder();

    @FuzzTest
    void anyBytesAreAnEventThatCanBeWrittenAgainOrAreRefused(byte[] bytes) {
        var decoded = decoder.decode(bytes, ARRIVED);
        assertThat(decoded).as("the short cut").isEqualTo(decoder.decodeJson(bytes, ARRIVED));
        if (decoded instanceof Decoded.Event event) {
            var again = decoder.decode(encoder.encode(event.event()), ARRIVED);
            assertThat(again).isEqualTo(new Decoded.Event(event.event(), 0));
        } else if (decoded instanceof Decoded.Rejected rejected) {
            assertThat(rejected.reason()).isNotBlank();
            assertThat(rejected.message()).isNotBlank();
        }
    }
}
