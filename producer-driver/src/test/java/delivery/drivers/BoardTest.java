package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.EventType;
import delivery.model.Events;
import delivery.model.OrderAssigned;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.RandomEvents;
import delivery.model.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Region HERE = new Region(3, 17);

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS + 5_000));
    private final Board board = new Board("own00001", new TimeScale(1), time);

    @Test
    void givesTheBestPaidOrderNearby() {
        board.add(near(1, 500).created());
        board.add(near(2, 900).created());
        board.add(near(3, 700).created());
        assertThat(board.claim(HERE, 3))
                .hasValueSatisfying(order -> assertThat(order.price()).isEqualTo(900));
    }

    @Test
    void amongEquallyPaidOnesTheOlderComesFirstWhateverItsName() {
        board.add(near(1, 500).createdAt(Events.START_MILLIS + 3_000).created());
        board.add(near(2, 500).createdAt(Events.START_MILLIS + 2_000).created());
        board.add(near(3, 500).createdAt(Events.START_MILLIS + 4_000).created());
        assertThat(board.claim(HERE, 3).map(OrderCreated::number)).contains(2L);
        assertThat(board.claim(HERE, 3).map(OrderCreated::number)).contains(1L);
    }

    @Test
    void anOrderIsGivenOnce() {
        board.add(near(1, 500).created());
        assertThat(board.claim(HERE, 3)).isPresent();
        assertThat(board.claim(HERE, 3)).isEmpty();
    }

    @Test
    void anOrderReadAgainIsNotGivenAgain() {
        var order = near(1, 500).created();
        board.add(order);
        board.claim(HERE, 3);
        board.add(order);
        assertThat(board.claim(HERE, 3)).isEmpty();
    }

    @Test
    void anOrderWhoseAssignmentWasReadFirstIsNotGiven() {
        board.add(near(1, 500).assigned());
        board.add(near(1, 500).created());
        assertThat(board.claim(HERE, 3)).isEmpty();
    }

    @Test
    void looksThreeCellsFarOnBothAxesAndNoFurther() {
        board.add(Events.order(1).pickUp(6, 20).dropOff(7, 20).created());
        board.add(Events.order(2).pickUp(7, 17).dropOff(8, 17).price(9_000).created());
        board.add(Events.order(3).pickUp(3, 13).dropOff(3, 12).price(9_000).created());
        assertThat(board.claim(HERE, 3))
                .hasValueSatisfying(order -> assertThat(order.number()).isEqualTo(1));
        assertThat(board.claim(HERE, 3)).isEmpty();
    }

    @Test
    void aTripMustTakeLessThanWhatIsLeftOfTheWindow() {
        // Made at START + 1 s, so that 56 of its 60 seconds are left.
        board.add(Events.order(1).pickUp(0, 17).dropOff(29, 0).created());
        var trip = new Region(3, 17).distanceTo(new Region(0, 17)) + new Region(0, 17).distanceTo(new Region(29, 0));
        assertThat(trip).isEqualTo(49);
        time.set(Instant.ofEpochMilli(Events.START_MILLIS + 1_000 + 11_000));
        assertThat(board.claim(HERE, 3)).as("49 of 49 seconds").isEmpty();
        time.set(Instant.ofEpochMilli(Events.START_MILLIS + 1_000 + 10_999));
        assertThat(board.claim(HERE, 3)).isPresent();
    }

    @Test
    void aFasterCityShortensTheWindow() {
        var fast = new Board("own00001", new TimeScale(10), time);
        fast.add(near(1, 500).windowSeconds(60).created());
        time.set(Instant.ofEpochMilli(Events.START_MILLIS + 1_000 + 5_999));
        assertThat(fast.openOrders()).isEqualTo(1);
        assertThat(fast.claim(HERE, 3))
                .as("10 ms of 6 s left, which is 0.01 s in the city")
                .isEmpty();
    }

    /** Half as fast, windows stay open twice as long: so long a copy of the record may make it look open again. */
    @Test
    void inASlowerCityATakenOrderIsRememberedForAsLongAsItsWindowIsOpen() {
        var slow = new Board("own00001", new TimeScale(0.5), time);
        var order = near(1, 500)
                .windowSeconds(OrderCreated.MAX_WINDOW_SECONDS)
                .createdAt(time.millis())
                .created();
        slow.add(order);
        assertThat(slow.claim(HERE, 3)).contains(order);
        time.advance(Duration.ofSeconds(OrderCreated.MAX_WINDOW_SECONDS + 1));
        slow.add(near(2, 500).createdAt(time.millis()).assigned());

        slow.add(order);

        assertThat(slow.claim(HERE, 3)).isEmpty();
    }

    @Test
    void forgetsOrdersWhoseWindowHasPassed() {
        for (var n = 1; n <= 1_000; n++) {
            board.add(near(n, 500).createdAt(time.millis()).created());
        }
        time.advance(Duration.ofSeconds(61));
        assertThat(board.claim(HERE, 3)).isEmpty();
        assertThat(board.openOrders()).isZero();
    }

    @Test
    void whatAnEarlierRunTookAndDidNotDeliverIsUnderWay() {
        board.add(near(1, 500).assigned());
        board.add(near(2, 500).assigned());
        board.add(near(2, 500).completed());
        assertThat(board.finishRebuilding())
                .extracting(OrderAssigned::orderId)
                .containsExactly(near(1, 500).assigned().orderId());
    }

    @Test
    void whatComesLaterIsAnotherRunsBusiness() {
        board.finishRebuilding();
        board.add(near(1, 500).assigned());
        assertThat(board.finishRebuilding()).isEmpty();
    }

    @Test
    void aDriverStandsWhereHeDeliveredLast() {
        board.add(Events.order(1).driver(4).dropOff(1, 1).completed());
        board.add(Events.order(3).driver(4).dropOff(3, 3).completed());
        board.add(Events.order(2).driver(4).dropOff(2, 2).completed());
        assertThat(board.lastSeen(4)).contains(new Region(3, 3));
        assertThat(board.lastSeen(5)).isEmpty();
    }

    @Test
    void isTheSameWhateverTheOrderOfItsEvents() {
        var events = new ArrayList<OrderEvent>();
        for (var n = 1; n <= 60; n++) {
            events.add(near(n, 100 + n).created());
            if (n % 2 == 0) {
                events.add(near(n, 100 + n).assigned());
            }
            if (n % 4 == 0) {
                events.add(near(n, 100 + n).completed());
            }
        }
        for (var seed = 0; seed < 500; seed++) {
            Collections.shuffle(events, new Random(seed));
            var shuffled = new Board("own00001", new TimeScale(1), time);
            events.forEach(shuffled::add);
            events.subList(0, 20).forEach(shuffled::add);
            assertThat(shuffled.finishRebuilding())
                    .extracting(order -> order.orderId().number())
                    .containsExactlyInAnyOrder(2L, 6L, 10L, 14L, 18L, 22L, 26L, 30L, 34L, 38L, 42L, 46L, 50L, 54L, 58L);
            assertThat(shuffled.openOrders()).as("seed " + seed).isEqualTo(30);
            assertThat(shuffled.claim(HERE, 3).map(OrderCreated::number)).contains(59L);
        }
    }

    @Test
    void aHundredDriversAtOnceNeverGetTheSameOrder() throws InterruptedException {
        for (var n = 1; n <= 2_000; n++) {
            board.add(near(n, 100 + n).created());
        }
        Set<OrderCreated> claimed = ConcurrentHashMap.newKeySet();
        var threads = IntStream.range(0, 100)
                .mapToObj(id -> new Thread(() -> {
                    for (var order = board.claim(HERE, 3); order.isPresent(); order = board.claim(HERE, 3)) {
                        assertThat(claimed.add(order.get())).isTrue();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(claimed).hasSize(2_000);
    }

    @Test
    void choosesAsALookThroughAllOrdersWould() {
        var random = new RandomEvents(11);
        var scale = new TimeScale(1);
        var all = new ArrayList<OrderCreated>();
        for (var i = 0; i < 2_000; i++) {
            var order = random.orderEvent(EventType.CREATED);
            var open = new OrderCreated(
                    order.orderId(), order.pickUp(), order.dropOff(), order.price(), 60, time.millis() - i * 10L);
            all.add(open);
            board.add(open);
        }
        var places = new Random(3);
        for (var i = 0; i < 1_000; i++) {
            var at = Region.of(places.nextInt(Region.COUNT));
            var expected = bruteForce(all, at, scale);
            var claimed = board.claim(at, 3);
            assertThat(claimed.map(OrderCreated::price)).isEqualTo(expected.map(OrderCreated::price));
            claimed.ifPresent(all::remove);
        }
    }

    private java.util.Optional<OrderCreated> bruteForce(List<OrderCreated> all, Region at, TimeScale scale) {
        return all.stream()
                .filter(order -> at.isWithin(3, order.pickUp()))
                .filter(order -> at.distanceTo(order.pickUp()) + order.pickUp().distanceTo(order.dropOff())
                        < scale.windowLeft(order, time.millis()))
                .max(java.util.Comparator.comparingInt(OrderCreated::price));
    }

    /** An order at the driver's feet that goes to the next cell; it fits nearly every window. */
    private static Events.Order near(long n, int price) {
        return Events.order(n)
                .createdAt(Events.START_MILLIS + 1_000)
                .pickUp(3, 17)
                .dropOff(3, 18)
                .price(price);
    }
}
