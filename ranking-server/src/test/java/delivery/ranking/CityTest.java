package delivery.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Events;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.Region;
import delivery.ranking.CityPicture.DriverPicture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CityTest {
    private final Ranking ranking = new Ranking(600, Events.START_MILLIS);
    private final City city = new City(ranking::hasCreated, ranking::hasAssigned, Events.START_MILLIS);

    private void happens(OrderEvent... events) {
        for (var event : events) {
            if (ranking.apply(event)) {
                city.apply(event);
            }
        }
    }

    private CityPicture picture() {
        return city.picture(ranking.heat());
    }

    private void at(long seconds) {
        ranking.advanceTo(Events.START_MILLIS + seconds * 1_000);
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
    void anOrderFromTheFutureWaitsNoLongerThanItsWindowFromNow() {
        at(1);
        happens(Events.order(1)
                .createdAt(Events.START_MILLIS + 1_000_000_000L)
                .windowSeconds(60)
                .created());
        at(61);
        assertThat(picture().openOrders()).isZero();
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
        assertThat(driver(3).at()).isEqualTo(new Region(4, 15).index());
        happens(Events.completed(1));
        assertThat(driver(3).trip()).isNull();
        assertThat(driver(3).at()).isEqualTo(new Region(10, 20).index());
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
            assertThat(where(seen)).isEqualTo(where(expected));
            assertThat(seen.openOrders()).isEqualTo(expected.openOrders());
            assertThat(seen.expired()).isEqualTo(expected.expired());
            assertThat(seen.work()).isEqualTo(expected.work());
        }
    }

    private static List<Object> where(CityPicture city) {
        return city.drivers().stream()
                .map(each -> (Object) List.of(
                        each.number(),
                        each.at(),
                        each.trip() == null ? "waits" : each.trip(),
                        each.completed(),
                        each.earned(),
                        each.busyMillis(),
                        each.knownSinceMillis()))
                .toList();
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
            var order = Events.order(n)
                    .createdAt(Events.START_MILLIS + n * 100_000L)
                    .assignedAfter(0);
            happens(
                    order.assigned(),
                    order.completedAfter(n == 3 ? 90_000 : 1_300).completed());
        }
        assertThat(picture().millisPerCell()).isEqualTo(100);
    }
}
