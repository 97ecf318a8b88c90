package delivery.ranking.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.bytes.Layout;
import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.RandomEvents;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private final Fingerprints fingerprints = new Fingerprints();

    @Test
    void aCopyDoesNotContradict() {
        var random = new RandomEvents(1);
        for (var i = 0; i < 100_000; i++) {
            var event = random.orderEvent();
            fingerprints.keep(event);
            assertThat(fingerprints.contradict(event)).isFalse();
        }
    }

    @Test
    void anotherValueInAnyFieldContradicts() {
        var order = Events.order(7);
        for (var event : List.<OrderEvent>of(order.created(), order.assigned(), order.completed())) {
            fingerprints.keep(event);
        }
        assertContradict(Events.order(7).price(1_001));
        assertContradict(Events.order(7).pickUp(3, 18));
        assertContradict(Events.order(7).dropOff(11, 20));
        assertContradict(Events.order(7).createdAt(Events.START_MILLIS + 7_001));
        assertThat(fingerprints.contradict(Events.order(7).windowSeconds(61).created()))
                .isTrue();
        assertThat(fingerprints.contradict(Events.order(7).driver(4).assigned()))
                .isTrue();
        assertThat(fingerprints.contradict(Events.order(7).driverAt(4, 16).assigned()))
                .isTrue();
        assertThat(fingerprints.contradict(Events.order(7).assignedAfter(2_001).assigned()))
                .isTrue();
        assertThat(fingerprints.contradict(Events.order(7).driver(4).completed()))
                .isTrue();
        assertThat(fingerprints.contradict(
                        Events.order(7).completedAfter(20_001).completed()))
                .isTrue();
    }

    private void assertContradict(Events.Order order) {
        assertThat(fingerprints.contradict(order.created())).isTrue();
        assertThat(fingerprints.contradict(order.assigned())).isTrue();
        assertThat(fingerprints.contradict(order.completed())).isTrue();
    }

    @Test
    void anEventOfAnotherSourceIsAnotherMatter() {
        fingerprints.keep(Events.assigned(7));
        assertThat(fingerprints.contradict(
                        Events.order(7).drivers("zzz9").driver(8).assigned()))
                .isFalse();
    }

    @Test
    void anEventThatIsNotKnownDoesNotContradict() {
        for (var n = 1; n <= 100_000; n++) {
            fingerprints.keep(Events.created(n));
        }
        for (var n = 1; n <= 100_000; n++) {
            assertThat(fingerprints.contradict(Events.completed(n))).isFalse();
            assertThat(fingerprints.contradict(Events.created(n + 100_000))).isFalse();
        }
    }

    /** As the class says of itself. */
    @Test
    void ofTheLast26000NineInTenAreKnownAndOfThose262144AgoOneInThree() {
        var last = 1_000_000;
        for (var n = 1; n <= last; n++) {
            fingerprints.keep(Events.created(n));
        }
        assertThat(known(last - 26_000, last)).isGreaterThan(0.9);
        var ago = last - Fingerprints.SLOTS;
        assertThat(known(ago - 5_000, ago + 5_000)).isBetween(0.34, 0.40);
    }

    private double known(int from, int to) {
        var known = 0;
        for (var n = from; n < to; n++) {
            known += fingerprints.contradict(Events.order(n).price(1_001).created()) ? 1 : 0;
        }
        return (double) known / (to - from);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (var n = 1; n <= 1_000; n++) {
            fingerprints.keep(Events.created(n));
        }
        var frozen = fingerprints.freeze();
        fingerprints.keep(Events.created(1_001));
        var restored = LAYOUT.read(written(frozen));
        for (var n = 1; n <= 1_000; n++) {
            assertThat(restored.contradict(Events.created(n))).isFalse();
            assertThat(restored.contradict(Events.order(n).price(1_001).created()))
                    .isEqualTo(frozen.contradict(Events.order(n).price(1_001).created()));
        }
        assertThat(restored.contradict(Events.order(1_001).price(1_001).created()))
                .as("kept after the freeze")
                .isFalse();
        assertThat(written(restored)).isEqualTo(written(frozen));
    }

    @Test
    void whatIsCutOffOrOutOfRangeIsRefused() {
        fingerprints.keep(Events.created(1));
        var bytes = written(fingerprints);
        for (var length = 0; length < bytes.length; length++) {
            var part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> LAYOUT.read(part)).isInstanceOf(BufferUnderflowException.class);
        }
        bytes[4] = 0x7F;
        assertThatThrownBy(() -> LAYOUT.read(bytes)).hasMessageContaining("no slot");
    }

    private static final Layout<Fingerprints> LAYOUT = Fingerprints::describe;

    private static byte[] written(Fingerprints fingerprints) {
        return LAYOUT.toBytes(fingerprints);
    }
}
