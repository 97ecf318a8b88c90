package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsRefuseBadValuesTest {
    private static final OrderId ID = new OrderId("k3v9", 1);
    private static final Region HERE = new Region(3, 17);
    private static final Region THERE = new Region(10, 20);
    private static final long NOW = Events.START_MILLIS;

    @Test
    void anOrderCreatedRefusesAnythingThatCannotBe() {
        refuses(() -> new OrderCreated(ID, HERE, HERE, 1, 1, NOW));
        refuses(() -> new OrderCreated(ID, HERE, THERE, 0, 1, NOW));
        refuses(() -> new OrderCreated(ID, HERE, THERE, -1, 1, NOW));
        refuses(() -> new OrderCreated(ID, HERE, THERE, 100_000, 1, NOW));
        refuses(() -> new OrderCreated(ID, HERE, THERE, 1, 0, NOW));
        refuses(() -> new OrderCreated(ID, HERE, THERE, 1, 3_601, NOW));
        refuses(() -> new OrderCreated(ID, HERE, THERE, 1, 1, 999_999_999_999L));
        refuses(() -> new OrderCreated(ID, HERE, THERE, 1, 1, 10_000_000_000_000L));
        lacks(() -> new OrderCreated(null, HERE, THERE, 1, 1, NOW));
        lacks(() -> new OrderCreated(ID, null, THERE, 1, 1, NOW));
        lacks(() -> new OrderCreated(ID, HERE, null, 1, 1, NOW));
    }

    @Test
    void anOrderAssignedRefusesAnythingThatCannotBe() {
        refuses(() -> new OrderAssigned("d7R2", 1, ID, 0, HERE, HERE, THERE, 1, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 0, ID, 0, HERE, HERE, THERE, 1, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 10_000_000_000L, ID, 0, HERE, HERE, THERE, 1, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 1, ID, -1, HERE, HERE, THERE, 1, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 1, ID, 10_000, HERE, HERE, THERE, 1, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 1, ID, 0, HERE, THERE, THERE, 1, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 1, ID, 0, HERE, HERE, THERE, 0, NOW, NOW));
        refuses(() -> new OrderAssigned("d7r2", 1, ID, 0, HERE, HERE, THERE, 1, 0, NOW));
        refuses(() -> new OrderAssigned("d7r2", 1, ID, 0, HERE, HERE, THERE, 1, NOW, 0));
        lacks(() -> new OrderAssigned(null, 1, ID, 0, HERE, HERE, THERE, 1, NOW, NOW));
        lacks(() -> new OrderAssigned("d7r2", 1, null, 0, HERE, HERE, THERE, 1, NOW, NOW));
        lacks(() -> new OrderAssigned("d7r2", 1, ID, 0, null, HERE, THERE, 1, NOW, NOW));
        lacks(() -> new OrderAssigned("d7r2", 1, ID, 0, HERE, null, THERE, 1, NOW, NOW));
        lacks(() -> new OrderAssigned("d7r2", 1, ID, 0, HERE, HERE, null, 1, NOW, NOW));
    }

    @Test
    void anOrderCompletedRefusesAnythingThatCannotBe() {
        refuses(() -> new OrderCompleted("", 1, ID, 0, HERE, THERE, 1, NOW, NOW, NOW));
        refuses(() -> new OrderCompleted("d7r2", 0, ID, 0, HERE, THERE, 1, NOW, NOW, NOW));
        refuses(() -> new OrderCompleted("d7r2", 1, ID, -1, HERE, THERE, 1, NOW, NOW, NOW));
        refuses(() -> new OrderCompleted("d7r2", 1, ID, 0, HERE, HERE, 1, NOW, NOW, NOW));
        refuses(() -> new OrderCompleted("d7r2", 1, ID, 0, HERE, THERE, 100_000, NOW, NOW, NOW));
        refuses(() -> new OrderCompleted("d7r2", 1, ID, 0, HERE, THERE, 1, 0, NOW, NOW));
        refuses(() -> new OrderCompleted("d7r2", 1, ID, 0, HERE, THERE, 1, NOW, 0, NOW));
        refuses(() -> new OrderCompleted("d7r2", 1, ID, 0, HERE, THERE, 1, NOW, NOW, 0));
        lacks(() -> new OrderCompleted("d7r2", 1, null, 0, HERE, THERE, 1, NOW, NOW, NOW));
        lacks(() -> new OrderCompleted("d7r2", 1, ID, 0, null, THERE, 1, NOW, NOW, NOW));
        lacks(() -> new OrderCompleted("d7r2", 1, ID, 0, HERE, null, 1, NOW, NOW, NOW));
    }

    @Test
    void aSourceProgressRefusesAnythingThatCannotBe() {
        refuses(() -> new SourceProgress("k3", 0, false, NOW));
        refuses(() -> new SourceProgress("k3v9", -1, false, NOW));
        refuses(() -> new SourceProgress("k3v9", 10_000_000_000L, false, NOW));
        refuses(() -> new SourceProgress("k3v9", 0, false, 0));
        refuses(() -> new SourceProgress("k3v9", 0, false, NOW, Map.of("shard", 0L)));
        refuses(() -> new SourceProgress("k3v9", 0, false, NOW, Map.of("shard", 10_000_000_000L)));
        refuses(() -> new SourceProgress("k3v9", 0, false, NOW, Map.of("a shard", 1L)));
        refuses(() -> new SourceProgress("k3v9", 0, false, NOW, Map.of("", 1L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "abcdefghi", "ABCD", "ab-d", "ab d", "äbcd", "ab\u0000d", "../etc", "ab\nd"})
    void aSourceIsFourToEightOfAToZAndDigits(String source) {
        refuses(() -> new OrderId(source, 1));
    }

    @Test
    void aRandomSourceIsAlwaysAValidOne() {
        var random = new Random(3);
        for (var i = 0; i < 10_000; i++) {
            assertThat(SourceId.isValid(SourceId.random(random))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "k3v9",
                "k3v9-",
                "-1",
                "k3v9-0",
                "k3v9-01",
                "k3v9--1",
                "k3v9-+1",
                "k3v9-1 ",
                " k3v9-1",
                "k3v9-1-2",
                "k3v9-1.0",
                "k3v9-1e3",
                "k3v9-x",
                "K3V9-1",
                "k3v9-10000000000",
                "k3v9-99999999999999999999",
                "k3v9-\u0661",
                "k3v9_1"
            })
    void anOrderIdHasOneSpellingOnly(String text) {
        refuses(() -> OrderId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k3v9-1", "abcdefgh-9999999999", "0000-10"})
    void anOrderIdIsReadBackFromItsText(String text) {
        assertThat(OrderId.parse(text)).hasToString(text);
    }

    @Test
    void aRegionOffTheMapDoesNotExist() {
        refuses(() -> new Region(-1, 0));
        refuses(() -> new Region(0, -1));
        refuses(() -> new Region(30, 0));
        refuses(() -> new Region(0, 30));
        refuses(() -> Region.of(-1));
        refuses(() -> Region.of(-30));
        refuses(() -> Region.of(900));
    }

    private static void refuses(Runnable construction) {
        assertThatThrownBy(construction::run).isInstanceOf(IllegalArgumentException.class);
    }

    private static void lacks(Runnable construction) {
        assertThatThrownBy(construction::run).isInstanceOf(NullPointerException.class);
    }
}
