package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplayFeedTest {
    private static final long RECORDED = 1_700_000_000_000L;

    private final FakeTime time = new FakeTime();
    private final ArrayList<OrderCreated> written = new ArrayList<>();
    private final List<Duration> at = new ArrayList<>();
    private final Duration begin = time.elapsed();

    private void replay(double speed, long count, Duration duration, long... secondsIn) {
        Queue<OrderCreated> recorded = new ArrayDeque<>();
        LongStream.of(secondsIn)
                .forEach(second -> recorded.add(new OrderCreated(
                        new OrderId("k3v9abcd", 1_000 + second),
                        new Region(1, 1),
                        new Region(2, 2),
                        300,
                        40,
                        RECORDED + 1_000 * second)));
        new ReplayFeed(recorded::poll, speed, count, duration, time, order -> {
                    at.add(time.elapsed().minus(begin));
                    return written.add(order);
                })
                .run(time);
    }

    @Test
    void theTimesBetweenOrdersAreTheRecordedOnes() {
        replay(1, Long.MAX_VALUE, OrderFeed.NO_END, 0, 1, 1, 60);
        assertThat(at)
                .containsExactly(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    @Test
    void fasterMeansShorterTimes() {
        replay(30, Long.MAX_VALUE, OrderFeed.NO_END, 0, 60);
        assertThat(at).containsExactly(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Test
    void ordersAreNewOnesNumberedFromOneAndMadeNow() {
        replay(1, Long.MAX_VALUE, OrderFeed.NO_END, 0, 5);
        assertThat(written).extracting(OrderCreated::number).containsExactly(1L, 2L);
        assertThat(written).allMatch(order -> order.price() == 300 && order.windowSeconds() == 40);
        assertThat(written.get(1).createdAtMillis() - written.get(0).createdAtMillis())
                .isEqualTo(5_000);
        assertThat(written.get(0).createdAtMillis()).isNotEqualTo(RECORDED);
    }

    @Test
    void whatIsNotInTheOrderOfItsTimesComesAtOnce() {
        replay(1, Long.MAX_VALUE, OrderFeed.NO_END, 3, 0, 4);
        assertThat(at).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void endsAfterItsCountAndAfterItsTime() {
        replay(1, 2, OrderFeed.NO_END, 0, 1, 2, 3);
        assertThat(written).hasSize(2);
        written.clear();
        var before = time.elapsed();
        replay(1, Long.MAX_VALUE, Duration.ofSeconds(10), 0, 9, 11, 12);
        assertThat(written).hasSize(2);
        assertThat(time.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(10));
    }
}
