package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.Agent;
import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriverFleetTest {
    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS + 60_000));
    private final List<OrderEvent> written = new ArrayList<>();
    private final List<Agent> drivers = new ArrayList<>();

    /** As an earlier run's three drivers took them; now there is one. */
    @Test
    void whatEarlierRunsLeftIsDeliveredInTheOrderInWhichItWasTaken() {
        var scale = new TimeScale(1);
        var sink = new EventSink(written::add);
        var city = new Driver.Workplace(
                "own00001", new Board("own00001", scale, time), sink, 3, Duration.ofSeconds(10), scale, time);
        var unfinished = List.of(
                Events.order(2)
                        .driver(0)
                        .createdAt(Events.START_MILLIS)
                        .assignedAfter(2_000)
                        .assigned(),
                Events.order(3)
                        .driver(1)
                        .createdAt(Events.START_MILLIS)
                        .assignedAfter(3_000)
                        .assigned(),
                Events.order(1)
                        .driver(2)
                        .createdAt(Events.START_MILLIS)
                        .assignedAfter(1_500)
                        .assigned());
        DriverFleet.start(1, FleetPart.WHOLE, unfinished, city, new Random(1), (name, driver) -> drivers.add(driver));
        assertThat(drivers).hasSize(1);
        for (var turn = 0; turn < 20 && written.size() < 3; turn++) {
            time.advance(drivers.get(0).doWork());
        }
        assertThat(written).extracting(event -> event.orderId().number()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void eachOrderAndEachDriverIsOfOnePart() {
        var parts = IntStream.range(0, 4).mapToObj(i -> new FleetPart(i, 4)).toList();
        var counts = new int[4];
        for (var n = 1; n <= 1_000; n++) {
            var order = new OrderId("k3v9", n);
            assertThat(parts.stream().filter(part -> part.has(order))).hasSize(1);
            parts.stream().filter(part -> part.has(order)).forEach(part -> counts[part.index()]++);
        }
        assertThat(counts).containsOnly(250);
        var drivers = parts.stream()
                .flatMap(part -> IntStream.range(0, 250).mapToObj(part::driver))
                .toList();
        assertThat(drivers).doesNotHaveDuplicates().hasSize(1_000).allMatch(driver -> driver < 1_000);
        assertThat(parts)
                .allSatisfy(part -> assertThat(part.numberOf(part.driver(17))).isEqualTo(17));
    }
}
