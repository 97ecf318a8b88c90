package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.OrderCreated;
import delivery.model.Region;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderGeneratorTest {
    private final FakeTime time = new FakeTime();

    @Test
    void numbersOrdersFromOneWithoutAGap() {
        assertThat(orders(1, 1_000))
                .extracting(OrderCreated::number)
                .startsWith(1L, 2L, 3L)
                .endsWith(1_000L);
    }

    @Test
    void theSameSeedMakesTheSameOrders() {
        assertThat(orders(7, 500)).isEqualTo(orders(7, 500)).isNotEqualTo(orders(8, 500));
    }

    /** As it was before there was any other demand: old seeds make their old orders. */
    @Test
    void anOrderTakesThreeDrawsOfPickUpDropOffAndWindow() {
        var random = new Random(11);
        assertThat(orders(11, 1_000)).allSatisfy(order -> {
            var pickUp = random.nextInt(900);
            var dropOff = random.nextInt(899);
            assertThat(order.pickUp()).isEqualTo(Region.of(pickUp));
            assertThat(order.dropOff()).isEqualTo(Region.of(dropOff < pickUp ? dropOff : dropOff + 1));
            assertThat(order.windowSeconds()).isEqualTo(random.nextInt(20, 91));
        });
    }

    @Test
    void pricesAreProportionalToTheDistance() {
        assertThat(orders(2, 10_000))
                .allSatisfy(order -> assertThat(order.price())
                        .isEqualTo(100 * order.pickUp().distanceTo(order.dropOff()))
                        .isBetween(100, 5_800));
    }

    @Test
    void everyRegionIsAsLikelyAPickUpAsAnyOther() {
        var counts = new HashMap<Region, Integer>();
        orders(3, 900_000).forEach(order -> counts.merge(order.pickUp(), 1, Integer::sum));
        assertThat(counts).hasSize(Region.COUNT);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
    }

    @Test
    void noOrderGoesNowhereAndEveryOtherRegionIsADropOff() {
        var dropOffs = new HashMap<Region, Integer>();
        orders(4, 900_000).forEach(order -> dropOffs.merge(order.dropOff(), 1, Integer::sum));
        assertThat(dropOffs).hasSize(Region.COUNT);
        assertThat(dropOffs.values()).allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
    }

    @Test
    void windowsSpanTheirWholeRange() {
        var windows =
                orders(5, 10_000).stream().mapToInt(OrderCreated::windowSeconds).summaryStatistics();
        assertThat(windows.getMin()).isEqualTo(20);
        assertThat(windows.getMax()).isEqualTo(90);
    }

    private List<OrderCreated> orders(long seed, int count) {
        var generator = new OrderGenerator("test0001", OrderDemand.UNIFORM, new Random(seed), time);
        return Stream.generate(() -> generator.next(Duration.ZERO)).limit(count).toList();
    }
}
