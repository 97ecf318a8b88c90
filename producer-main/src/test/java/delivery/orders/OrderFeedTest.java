package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.app.Pace;
import delivery.model.OrderCreated;
import delivery.orders.OrderFeed.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class OrderFeedTest {
    private final FakeTime time = new FakeTime();
    private final ArrayList<OrderCreated> written = new ArrayList<>();

    @Test
    void writesAsManyOrdersAsTheRateAsksFor() {
        feed(11.1, new Limit(Long.MAX_VALUE, time.instant().plusSeconds(60)), written::add)
                .run();
        assertThat(written).hasSizeBetween(665, 667);
    }

    @Test
    void endsAfterTheAskedNumberOfOrders() {
        feed(1_000, new Limit(42, Instant.MAX), written::add).run();
        assertThat(written).hasSize(42);
    }

    @Test
    void writesNothingMoreOnceTheProgramStops() {
        feed(1_000, new Limit(Long.MAX_VALUE, Instant.MAX), order -> {
                    written.add(order);
                    if (written.size() == 5) {
                        time.stop();
                    }
                    return true;
                })
                .run();
        assertThat(written).hasSize(5);
    }

    @Test
    void aWriterThatBlocksForLongIsNotFollowedByABurst() {
        feed(10, new Limit(20, Instant.MAX), order -> {
                    if (written.size() == 10) {
                        time.advance(Duration.ofMinutes(1));
                    }
                    return written.add(order);
                })
                .run();
        var afterTheBlock = written.subList(12, 20);
        for (var i = 1; i < afterTheBlock.size(); i++) {
            assertThat(afterTheBlock.get(i).createdAtMillis()
                            - afterTheBlock.get(i - 1).createdAtMillis())
                    .isEqualTo(100);
        }
    }

    @Test
    void endsWhenTheWriterTakesNoMore() {
        feed(1_000, new Limit(Long.MAX_VALUE, Instant.MAX), order -> written.add(order) && written.size() < 3)
                .run();
        assertThat(written).hasSize(3);
    }

    private OrderFeed feed(double rate, Limit limit, Predicate<OrderCreated> writer) {
        var generator = new OrderGenerator("test0001", new Random(1), time);
        return new OrderFeed(generator, writer, Pace.perSecond(rate, Duration.ofMillis(500)), limit, time, time);
    }
}
