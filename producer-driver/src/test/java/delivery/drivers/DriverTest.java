package delivery.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderEvent;
import delivery.model.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriverTest {
    private static final Region START = new Region(4, 17);

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS + 1_000));
    private final List<OrderEvent> written = new ArrayList<>();
    private int takenAtMost = Integer.MAX_VALUE;

    @Test
    void takesDrivesDeliversAndStandsAtTheDropOff() {
        var board = board(new TimeScale(1));
        board.add(Events.order(1).pickUp(3, 17).dropOff(3, 20).created());
        var driver = driver(board, new TimeScale(1));

        stopAfter(Duration.ofSeconds(12));
        driver.run(this::await);

        var assigned = (OrderAssigned) written.get(0);
        var completed = (OrderCompleted) written.get(1);
        assertThat(written).hasSize(2).extracting(OrderEvent::number).containsExactly(1L, 2L);
        assertThat(assigned.driver()).isEqualTo(7);
        assertThat(assigned.driverAt()).isEqualTo(START);
        assertThat(assigned.price()).isEqualTo(1_000);
        assertThat(completed.completedAtMillis() - assigned.assignedAtMillis())
                .as("one cell to the pick-up, three to the drop-off")
                .isEqualTo(4_000);
        assertThat(completed.createdAtMillis()).isEqualTo(assigned.createdAtMillis());
    }

    @Test
    void looksForTheNextOrderFromWhereHeDelivered() {
        var board = board(new TimeScale(1));
        board.add(Events.order(1).pickUp(3, 17).dropOff(3, 27).created());
        board.add(
                Events.order(2).pickUp(3, 29).dropOff(4, 29).windowSeconds(300).created());
        stopAfter(Duration.ofSeconds(60));
        driver(board, new TimeScale(1)).run(this::await);
        assertThat(written).hasSize(4);
        assertThat(((OrderAssigned) written.get(2)).driverAt()).isEqualTo(new Region(3, 27));
    }

    @Test
    void restsBetweenDeliveries() {
        var board = board(new TimeScale(1));
        board.add(Events.order(1).pickUp(4, 17).dropOff(4, 18).price(2_000).created());
        board.add(Events.order(2)
                .pickUp(4, 18)
                .dropOff(4, 19)
                .price(1_000)
                .windowSeconds(300)
                .created());
        stopAfter(Duration.ofSeconds(60));
        driver(board, new TimeScale(1)).run(this::await);
        var delivered = ((OrderCompleted) written.get(1)).completedAtMillis();
        assertThat(((OrderAssigned) written.get(2)).assignedAtMillis() - delivered)
                .isEqualTo(10_000);
    }

    @Test
    void livesFasterInAFasterCity() {
        var scale = new TimeScale(10);
        var board = board(scale);
        board.add(Events.order(1)
                .pickUp(3, 17)
                .dropOff(3, 20)
                .createdAt(time.millis())
                .created());
        stopAfter(Duration.ofMillis(1_200));
        driver(board, scale).run(this::await);
        var assigned = (OrderAssigned) written.get(0);
        assertThat(((OrderCompleted) written.get(1)).completedAtMillis() - assigned.assignedAtMillis())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-50M", "PT48H"})
    void drivesAndRestsForAsLongAsItTakesWhateverSomeoneDoesToTheClock(Duration step) {
        var clock = new CityClock(time);
        clock.hear(time.instant(), Duration.ZERO);
        var board = new Board("own00001", new TimeScale(1), clock);
        board.add(Events.order(1).pickUp(3, 17).dropOff(3, 20).created());
        var sink = new EventSink(written::add);
        var driver = new Driver(
                7,
                START,
                List.of(),
                new Driver.Workplace("own00001", board, sink, 3, Duration.ofSeconds(10), new TimeScale(1), clock));
        var first = driver.doWork();
        time.step(step);
        assertThat(driver.doWork()).as("on the way").isEqualTo(first).isEqualTo(Duration.ofSeconds(4));
        time.advance(first);
        assertThat(driver.doWork()).as("resting").isEqualTo(Duration.ofSeconds(10));
        var assigned = (OrderAssigned) written.get(0);
        assertThat(((OrderCompleted) written.get(1)).completedAtMillis() - assigned.assignedAtMillis())
                .isEqualTo(4_000);
    }

    /** Two days ahead, and no stream that says so yet: he is not on his way for two days, and never before he began. */
    @ParameterizedTest
    @ValueSource(strings = {"PT-48H", "PT-50M", "PT48H"})
    void whatAnEarlierRunHadUnderWayByAnotherClockTakesATripAtMost(Duration step) {
        var before = Events.order(1)
                .driver(7)
                .driverAt(3, 17)
                .pickUp(3, 18)
                .dropOff(3, 20)
                .assigned();
        time.step(step);
        var idle = driver(board(new TimeScale(1)), new TimeScale(1), before).doWork();
        assertThat(idle).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    }

    @Test
    void aRestOfNoTimeAtAllIsNotSpentLookingWithoutAPause() {
        var sink = new EventSink(written::add);
        var city = new Driver.Workplace(
                "own00001", board(new TimeScale(1)), sink, 3, Duration.ofNanos(1), new TimeScale(1_000), time);
        assertThat(new Driver(7, START, List.of(), city).doWork()).isPositive();
    }

    @Test
    void findingNothingHeRestsAndTriesAgain() {
        var board = board(new TimeScale(1));
        stopAfter(Duration.ofSeconds(100));
        driver(board, new TimeScale(1)).run(this::await);
        assertThat(written).isEmpty();
        assertThat(time.millis() - Events.START_MILLIS).isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void finishesFirstWhatAnEarlierRunHadUnderWay() {
        var board = board(new TimeScale(1));
        var before = Events.order(1)
                .driver(7)
                .driverAt(3, 17)
                .pickUp(3, 18)
                .dropOff(3, 20)
                .assigned();
        stopAfter(Duration.ofMillis(5_500));
        driver(board, new TimeScale(1), before).run(this::await);
        var completed = (OrderCompleted) written.get(0);
        assertThat(completed.orderId()).isEqualTo(before.orderId());
        assertThat(completed.assignedAtMillis()).isEqualTo(before.assignedAtMillis());
        assertThat(completed.completedAtMillis())
                .as("he arrives when he would have arrived")
                .isEqualTo(before.assignedAtMillis() + 3_000);
        assertThat(completed.number()).isEqualTo(1);
    }

    @Test
    void stoppedOnTheWayHeDoesNotClaimToHaveDelivered() {
        var board = board(new TimeScale(1));
        board.add(Events.order(1).pickUp(3, 17).dropOff(3, 20).created());
        stopAfter(Duration.ofSeconds(2));
        driver(board, new TimeScale(1)).run(this::await);
        assertThat(written).hasSize(1).first().isInstanceOf(OrderAssigned.class);
    }

    @Test
    void anEventThatIsNotTakenUsesUpNoNumber() {
        var sink = new EventSink(event -> written.size() < takenAtMost && written.add(event));
        takenAtMost = 1;
        assertThat(sink.write(number -> Events.created(number))).isPresent();
        assertThat(sink.write(number -> Events.created(number))).isEmpty();
        takenAtMost = 2;
        assertThat(sink.write(number -> Events.created(number)))
                .hasValueSatisfying(event -> assertThat(event.number()).isEqualTo(2));
        assertThat(sink.written()).isEqualTo(2);
    }

    private long stopAtMillis = Long.MAX_VALUE;

    private void stopAfter(Duration duration) {
        stopAtMillis = time.millis() + duration.toMillis();
    }

    /** Moves the clock, and says stop at the given moment. */
    private boolean await(Duration duration) {
        time.await(duration);
        return time.millis() < stopAtMillis;
    }

    private Board board(TimeScale scale) {
        return new Board("own00001", scale, time);
    }

    private Driver driver(Board board, TimeScale scale, OrderAssigned... unfinished) {
        var sink = new EventSink(event -> written.size() < takenAtMost && written.add(event));
        return new Driver(
                7,
                START,
                List.of(unfinished),
                new Driver.Workplace("own00001", board, sink, 3, Duration.ofSeconds(10), scale, time));
    }
}
