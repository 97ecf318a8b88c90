package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.OrderCreated;
import delivery.orders.OrderFeed.FeedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderFeedTest {
    private final FakeTime time = new FakeTime();
    private final ArrayList<OrderCreated> written = new ArrayList<>();

    @Test
    void writesAsManyOrdersAsTheRateAsksFor() {
        feed(new FeedOptions(11.1, Long.MAX_VALUE, Duration.ofSeconds(60)), written::add)
                .run(time);
        assertThat(written).hasSizeBetween(665, 667);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void goesOnAtItsRateForItsTimeWhateverSomeoneDoesToTheClock(Duration step) {
        feed(new FeedOptions(11.1, Long.MAX_VALUE, Duration.ofSeconds(60)), order -> {
                    if (written.size() == 100) {
                        time.step(step);
                    }
                    return written.add(order);
                })
                .run(time);
        assertThat(written).hasSizeBetween(665, 667);
        assertThat(Duration.ofMillis(
                        written.get(101).createdAtMillis() - written.get(100).createdAtMillis()))
                .as("an order says when it was made, by the time of day")
                .isBetween(step, step.plusSeconds(1));
    }

    @Test
    void endsInTimeAlsoWhenItsNextOrderWouldBeLongAfter() {
        var start = time.elapsed();
        feed(new FeedOptions(0.001, Long.MAX_VALUE, Duration.ofSeconds(5)), written::add)
                .run(time);
        assertThat(written).hasSize(1);
        assertThat(time.elapsed().minus(start)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void endsAfterTheAskedNumberOfOrders() {
        feed(new FeedOptions(1_000, 42, OrderFeed.NO_END), written::add).run(time);
        assertThat(written).hasSize(42);
    }

    @Test
    void writesNothingMoreOnceTheProgramStops() {
        feed(new FeedOptions(1_000, Long.MAX_VALUE, OrderFeed.NO_END), order -> {
                    written.add(order);
                    if (written.size() == 5) {
                        time.stop();
                    }
                    return true;
                })
                .run(time);
        assertThat(written).hasSize(5);
    }

    @Test
    void aWriterThatBlocksForLongIsNotFollowedByABurst() {
        feed(new FeedOptions(10, 20, OrderFeed.NO_END), order -> {
                    if (written.size() == 10) {
                        time.advance(Duration.ofMinutes(1));
                    }
                    return written.add(order);
                })
                .run(time);
        var afterTheBlock = written.subList(12, 20);
        for (var i = 1; i < afterTheBlock.size(); i++) {
            assertThat(afterTheBlock.get(i).createdAtMillis()
                            - afterTheBlock.get(i - 1).createdAtMillis())
                    .isEqualTo(100);
        }
    }

    @Test
    void endsWhenTheWriterTakesNoMore() {
        feed(
                        new FeedOptions(1_000, Long.MAX_VALUE, OrderFeed.NO_END),
                        order -> written.add(order) && written.size() < 3)
                .run(time);
        assertThat(written).hasSize(3);
    }

    private OrderFeed feed(FeedOptions plan, Predicate<OrderCreated> writer) {
        return new OrderFeed("test0001", plan, OrderDemand.UNIFORM, time, new Random(1), writer);
    }
}
