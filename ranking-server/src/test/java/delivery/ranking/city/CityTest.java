package delivery.ranking.city;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.bytes.Layout;
import delivery.model.Events;
import delivery.model.OrderAssigned;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Region;
import delivery.ranking.city.CityPicture.DriverPicture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CityTest {
    private final Set<List<Object>> counted = new HashSet<>();
    private City city = city(Events.START_MILLIS, City.Image.EMPTY);

    private City city(long nowMillis, City.Image image) {
        return new City(
                id -> hasCounted(id, OrderCreated.class), id -> hasCounted(id, OrderAssigned.class), nowMillis, image);
    }

    private boolean hasCounted(OrderId id, Class<?> type) {
        return counted.contains(List.of(id, type));
    }

    private void happens(OrderEvent... events) {
        for (var event : events) {
            if (counted.add(List.of(event.orderId(), event.getClass()))) {
                city.apply(event);
            }
        }
    }

    private CityPicture picture() {
        return city.picture(new int[Region.COUNT], fleet -> true);
    }

    private void at(long seconds) {
        city.advanceTo(Events.START_MILLIS + seconds * 1_000);
    }

    private DriverPicture driver(int number) {
        return picture().drivers().stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOrderIsOpenUntilADriverTakesIt() {
        at(1);
        happens(Events.created(1), Events.order(2).pickUp(0, 0).created());
        assertThat(picture().openOrders()).isEqualTo(2);
        assertThat(picture().open()[new Region(3, 17).index()]).isOne();
        happens(Events.assigned(1));
        assertThat(picture().openOrders()).isOne();
        assertThat(picture().open()[new Region(3, 17).index()]).isZero();
        assertThat(picture().expired()).isZero();
    }

    @Test
    void anAssignmentThatComesBeforeItsOrderLeavesNothingOpen() {
        at(1);
        happens(Events.assigned(1), Events.created(1));
        assertThat(picture().openOrders()).isZero();
        assertThat(picture().expired()).isZero();
    }

    @Test
    void anOrderExpiresWithItsWindowAndCountsAsServedIfItsAssignmentComesAfterAll() {
        at(1);
        happens(Events.order(1).windowSeconds(60).created());
        at(60);
        assertThat(picture().openOrders()).isOne();
        at(61);
        assertThat(picture().openOrders()).isZero();
        assertThat(picture().expired()).isOne();
        happens(Events.assigned(1));
        assertThat(picture().expired()).isZero();
    }

    @Test
    void windowsCloseFasterInACityThatLivesFaster() {
        happens(
                Events.order(1).windowSeconds(60).created(),
                // 3 cells to the pick-up and 10 on: a tenth of a second each
                Events.order(2).assignedAfter(100).assigned(),
                Events.order(2).assignedAfter(100).completedAfter(100 + 1_300).completed());
        assertThat(picture().millisPerCell()).isEqualTo(100);
        at(7);
        assertThat(picture().openOrders()).isZero();
        assertThat(picture().expired()).isOne();
    }

    @Test
    void anOrderFromTheFutureIsNotWaitedFor() {
        at(1);
        happens(Events.order(1).createdAt(Events.START_MILLIS + 1_000_000_000L).created());
        assertThat(picture().openOrders()).isZero();
    }

    @Test
    void aCityThatIsFrozenGoesOnAsItWas() throws IOException {
        at(1);
        for (var n = 1; n <= 40; n++) {
            var order = Events.order(n).driver(n % 7).completedAfter(2_000 + 13_000);
            happens(order.created());
            if (n % 3 > 0) {
                happens(order.assigned(), order.completed());
            }
        }
        at(70);
        var before = picture();
        var image = city.freeze();
        happens(Events.order(50).driver(6).assigned());
        city = city(
                Events.START_MILLIS + 70_000,
                new City.Image(again(image.open(), OpenOrders.Image::describe), again(image.fleet(), Fleet::describe)));
        assertThat(picture()).usingRecursiveComparison().isEqualTo(before);
        at(200);
        assertThat(picture().openOrders()).isZero();
    }

    private static <T> T again(T value, Layout<T> layout) {
        return layout.read(layout.toBytes(value));
    }

    @Test
    void whatIsOpenTakesNoMoreMemoryHoweverManyAreCreated() {
        at(1);
        for (var n = 1; n <= OpenOrders.MAX + 10; n++) {
            happens(Events.order(n)
                    .createdAt(Events.START_MILLIS)
                    .windowSeconds(OrderCreated.MAX_WINDOW_SECONDS)
                    .created());
        }
        assertThat(picture().openOrders()).isEqualTo(OpenOrders.MAX);
        assertThat(picture().expired()).isEqualTo(10);
        happens(Events.assigned(OpenOrders.MAX + 1));
        assertThat(picture().expired()).isEqualTo(9);
    }

    @Test
    void aDriverIsOnHisWayAndThenWaitsAtTheDropOff() {
        happens(Events.assigned(1));
        assertThat(driver(3).trip().cells()).isEqualTo(3 + 10);
        assertThat(driver(3).isOnTrip()).isTrue();
        assertThat(driver(3).trip().from()).isEqualTo(new Region(4, 15).index());
        happens(Events.completed(1));
        assertThat(driver(3).isOnTrip()).isFalse();
        assertThat(driver(3).delivery().at()).isEqualTo(new Region(10, 20).index());
        assertThat(driver(3).completed()).isOne();
        assertThat(driver(3).earned()).isEqualTo(1_000);
    }

    @Test
    void whateverTheOrderOfTheEventsTheCityEndsUpTheSame() {
        var events = new ArrayList<OrderEvent>();
        for (var n = 1; n <= 60; n++) {
            var order = Events.order(n)
                    .driver(n % 4)
                    .createdAt(Events.START_MILLIS + n * 20_000L)
                    .dropOff(n % 30, 29);
            events.add(order.created());
            if (n % 5 > 0) {
                events.add(order.assigned());
                if (n < 58) {
                    events.add(order.completed());
                }
            }
        }
        happens(events.toArray(OrderEvent[]::new));
        at(2_000);
        var expected = picture();
        for (var seed = 0; seed < 20; seed++) {
            Collections.shuffle(events, new Random(seed));
            var other = new CityTest();
            other.happens(events.toArray(OrderEvent[]::new));
            other.at(2_000);
            var seen = other.picture();
            assertThat(seen).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void utilisationIsTheShareOfTimeOnTheWay() {
        happens(
                Events.order(1).assignedAfter(0).completedAfter(13_000).assigned(),
                Events.order(1).assignedAfter(0).completedAfter(13_000).completed());
        assertThat(picture().utilisation(Events.START_MILLIS + 1_000 + 26_000)).isEqualTo(0.5);
        assertThat(picture().busyDrivers()).isZero();
    }

    @Test
    void aTripThatNeverEndsIsBusyForAsLongAsItsWayTakes() {
        happens(Events.order(1).assignedAfter(0).assigned());
        assertThat(picture().utilisation(Events.START_MILLIS + 1_000 + 130_000)).isEqualTo(0.1);
        assertThat(picture().busyDrivers()).isOne();
    }

    @Test
    void oneDeliveryThatWasInterruptedDoesNotChangeThePace() {
        for (var n = 1; n <= 5; n++) {
            var order = Events.order(n).driver(n).assignedAfter(0).completedAfter(n == 3 ? 90_000 : 1_300);
            happens(order.completed(), order.assigned());
        }
        assertThat(picture().millisPerCell()).isEqualTo(100);
    }

    @Test
    void thePaceIsThatOfTheDriversWhoAreAtWork() {
        for (var n = 1; n <= 10; n++) {
            var order = Events.order(n).driver(n).assignedAfter(0).completedAfter(13_000);
            happens(order.assigned(), order.completed());
        }
        assertThat(picture().millisPerCell()).isEqualTo(1_000);
        var later = Events.order(400).driver(0).assignedAfter(0).completedAfter(1_300);
        happens(later.assigned(), later.completed());
        assertThat(picture().millisPerCell()).isEqualTo(100);
    }
}
