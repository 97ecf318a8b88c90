package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drivers that reach for the same orders in the same moment. */
@Timeout(60)
class ClaimsAtOnceTest {
    private static final Region HERE = new Region(3, 17);
    private static final int DRIVERS = 4;
    private static final int ROUNDS = 400;
    private static final int ORDERS = 25;

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS + 5_000));

    /** Each round begins for all at once: two who look at the board in one moment must not see the same order. */
    @Test
    void nobodyGetsAnOrderThatAnotherHas() throws InterruptedException {
        Queue<OrderId> claimed = new ConcurrentLinkedQueue<>();
        for (var round = 0; round < ROUNDS; round++) {
            var board = board();
            atOnce(() -> {
                for (var order = board.claim(HERE, 3); order.isPresent(); order = board.claim(HERE, 3)) {
                    claimed.add(order.get().orderId());
                }
            });
            assertThat(claimed).as("round " + round).hasSize(ORDERS).doesNotHaveDuplicates();
            claimed.clear();
        }
    }

    /** The readers add to the board while drivers claim; whatever is read twice is still given once. */
    @Test
    void whatIsReadMeanwhileIsGivenOnceToo() throws InterruptedException {
        Queue<OrderId> claimed = new ConcurrentLinkedQueue<>();
        for (var round = 0; round < ROUNDS; round++) {
            var board = board();
            var places = new AtomicLong();
            atOnce(() -> {
                if (places.getAndIncrement() == 0) {
                    orders().forEach(board::add);
                }
                for (var order = board.claim(HERE, 3); order.isPresent(); order = board.claim(HERE, 3)) {
                    claimed.add(order.get().orderId());
                }
            });
            assertThat(claimed).as("round " + round).hasSize(ORDERS).doesNotHaveDuplicates();
            claimed.clear();
        }
    }

    /** A number that is given twice is an event that does not count, one that is left out an event that is missing. */
    @Test
    void whatManyWriteAtOnceIsNumberedWithoutAGapAndNoneTwice() throws InterruptedException {
        Queue<Long> numbers = new ConcurrentLinkedQueue<>();
        var sink = new EventSink(event -> numbers.add(event.number()));
        atOnce(() -> {
            for (var i = 0; i < 5_000; i++) {
                sink.write(number -> Events.created(number));
            }
        });
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, DRIVERS * 5_000L).boxed().toList());
    }

    private Board board() {
        var board = new Board("own00001", new TimeScale(1), time);
        orders().forEach(board::add);
        return board;
    }

    private static List<OrderCreated> orders() {
        return IntStream.rangeClosed(1, ORDERS)
                .mapToObj(n -> Events.order(n)
                        .createdAt(Events.START_MILLIS + 1_000)
                        .pickUp(3, 17)
                        .dropOff(3, 18)
                        .price(100 + n)
                        .created())
                .toList();
    }

    private static void atOnce(Runnable work) throws InterruptedException {
        var ready = new CountDownLatch(DRIVERS);
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (var driver = 0; driver < DRIVERS; driver++) {
            threads.add(new Thread(() -> {
                try {
                    ready.countDown();
                    ready.await();
                    work.run();
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
