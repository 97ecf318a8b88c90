package delivery.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import delivery.app.FakeTime;
import delivery.model.OrderCreated;
import delivery.model.Region;
import delivery.orders.CityDemand.Plan;
import delivery.orders.CityDemand.Quarter;
import delivery.orders.CityDemand.Surge;
import delivery.orders.OrderDemand.Trip;
import delivery.orders.OrderFeed.FeedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CityDemandTest {
    private static final Duration DAY = Duration.ofMinutes(10);
    private static final int TRIPS = 200_000;

    /** Without surges: what those do is tested by itself. */
    private final Plan ours =
            new Plan(CityFile.ours().quarters(), null, CityFile.ours().begins());

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 12})
    void pickUpsAreSpreadOverTheRegionsAsQuartersAndHourSay(int hour) {
        var expected = pickUps(ours, (ours.begins() + hour) % 24);
        var trips = trips(new CityDemand(ours, DAY, 1), hour, 17);
        assertThat(chiSquare(expected, trips.stream().map(Trip::pickUp).toList()))
                .isLessThan(critical(Region.COUNT - 1));
    }

    /** Or the one above would say nothing. */
    @Test
    void aDemandThatIsABitWrongIsFoundByTheSameComparison() {
        var expected = pickUps(ours, ours.begins());
        var quarters = new ArrayList<>(ours.quarters());
        var station = quarters.get(0);
        quarters.set(
                0,
                new Quarter(
                        station.name(),
                        station.from(),
                        new Region(station.to().x() - 1, station.to().y()),
                        station.pickUps(),
                        station.dropOffs(),
                        station.hours()));
        var narrower = new CityDemand(new Plan(quarters, null, ours.begins()), DAY, 1);
        var wrong = Map.of(
                "everywhere alike", trips(OrderDemand.UNIFORM, 0, 17),
                "an hour late", trips(new CityDemand(ours, DAY, 1), 1, 17),
                "a quarter one column short", trips(narrower, 0, 17));
        wrong.forEach((how, trips) -> assertThat(
                        chiSquare(expected, trips.stream().map(Trip::pickUp).toList()))
                .as(how)
                .isGreaterThan(2 * critical(Region.COUNT - 1)));
    }

    @Test
    void dropOffsAreSpreadByTheirWeightsOverAllRegionsButThePickUp() {
        var pickUps = pickUps(ours, ours.begins());
        var weights = new double[Region.COUNT];
        ours.quarters()
                .forEach(each -> each(each, region -> weights[region.index()] += each.dropOffs() / each.cells()));
        var sum = IntStream.range(0, Region.COUNT).mapToDouble(i -> weights[i]).sum();
        var expected = new double[Region.COUNT];
        for (var from = 0; from < Region.COUNT; from++) {
            for (var to = 0; to < Region.COUNT; to++) {
                expected[to] += from == to ? 0 : pickUps[from] * weights[to] / (sum - weights[from]);
            }
        }
        var dropOffs = trips(new CityDemand(ours, DAY, 1), 0, 19).stream()
                .map(Trip::dropOff)
                .toList();
        var cells = (int)
                IntStream.range(0, Region.COUNT).filter(i -> expected[i] > 0).count();
        assertThat(chiSquare(expected, dropOffs)).isLessThan(critical(cells - 1));
    }

    @Test
    void hoursHaveAsManyOrdersAsTheirFactorsSayAndTheDayAsManyAsTheRate() {
        var city = new CityDemand(ours, DAY, 1);
        var perHour = new long[24];
        var total = 0;
        for (var at = Duration.ZERO; at.compareTo(DAY) < 0; at = at.plus(city.gap(at, 11.1))) {
            perHour[(int) (at.toMillis() * 24 / DAY.toMillis())]++;
            total++;
        }
        assertThat(total).isBetween(6_659, 6_661);
        for (var hour = 0; hour < 24; hour++) {
            var share = ours.pickUps((ours.begins() + hour) % 24) / ours.meanPickUps();
            assertThat(perHour[hour])
                    .as("hour %d", hour)
                    .isBetween((long) (277.5 * share) - 1, (long) (277.5 * share) + 2);
        }
    }

    /** So slow that between two orders there are hours, or days. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.001, 0.0007})
    void aSlowRateIsKeptToo(double perSecond) {
        var city = new CityDemand(ours, DAY, 1);
        var at = Duration.ZERO;
        for (var i = 0; i < 1_000; i++) {
            at = at.plus(city.gap(at, perSecond));
        }
        assertThat(at.toMillis() / 1_000.0).isCloseTo(1_000 / perSecond, within(DAY.toSeconds() * 1.0));
    }

    @Test
    void theSameSeedMakesTheSameOrdersHoweverLateTheyAre() {
        assertThat(orders(7, 0)).isEqualTo(orders(7, 200)).isNotEqualTo(orders(8, 0));
    }

    @Test
    void aSurgeIsInOneQuarterForItsTimeOnceInEachPeriod() {
        var plan = new Plan(ours.quarters(), new Surge(360, 45, 3), 0);
        var city = new CityDemand(plan, DAY, 5);
        var chosen = new ArrayList<Integer>();
        for (var period = 0; period < 200; period++) {
            var begin = period * 360;
            var minutes = IntStream.range(begin, begin + 360)
                    .filter(i -> city.surging(i) >= 0)
                    .toArray();
            assertThat(minutes).hasSize(45);
            assertThat(minutes[44] - minutes[0]).isEqualTo(44);
            chosen.add(city.surging(minutes[0]));
            assertThat(IntStream.of(minutes).map(city::surging).distinct().count())
                    .isEqualTo(1);
        }
        assertThat(chosen.stream().distinct().count()).isGreaterThan(5);
        assertThat(IntStream.range(0, 3_600)
                        .map(new CityDemand(plan, DAY, 5)::surging)
                        .toArray())
                .isEqualTo(IntStream.range(0, 3_600).map(city::surging).toArray())
                .isNotEqualTo(IntStream.range(0, 3_600)
                        .map(new CityDemand(plan, DAY, 6)::surging)
                        .toArray());
    }

    @Test
    void aSurgeMakesAsManyMorePickUpsInItsQuarterAndSoMoreOrders() {
        var two = List.of(quarter("a", 0, 0, 1), quarter("b", 20, 20, 1));
        var city = new CityDemand(new Plan(two, new Surge(1_440, 1_440, 3), 0), DAY, 5);
        var surging = two.get(city.surging(0));
        var there = trips(city, 0, 3).stream()
                .filter(trip -> surging.has(trip.pickUp()))
                .count();
        assertThat(there / (double) TRIPS).isCloseTo(0.75, within(0.005));
        assertThat(city.gap(Duration.ZERO, 10)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void whoeverOrdersFromFarAwayGivesTheWayThereAndTwentyToNinetySeconds() {
        var slack = trips(new CityDemand(ours, DAY, 1), 0, 3).stream()
                .mapToInt(trip -> trip.windowSeconds() - trip.pickUp().distanceTo(trip.dropOff()))
                .summaryStatistics();
        assertThat(slack.getMin()).isEqualTo(20);
        assertThat(slack.getMax()).isEqualTo(90);
    }

    @Test
    void noOrderGoesNowhereAlsoWhenNearlyAllGoToOneRegion() {
        var one = new Region(5, 5);
        var other = new Region(29, 29);
        var quarters = List.of(
                new Quarter("one", one, one, 1_000_000, 1_000_000, hours(1)),
                new Quarter("other", other, other, 0, 0.000001, hours(1)));
        assertThat(trips(new CityDemand(new Plan(quarters, null, 0), DAY, 1), 0, 3))
                .allSatisfy(trip -> {
                    assertThat(trip.pickUp()).isEqualTo(one);
                    assertThat(trip.dropOff()).isEqualTo(other);
                });
    }

    @Test
    void theFeedWritesMoreInABusyHourThanInAQuietOne() {
        var time = new FakeTime();
        var hours = new ArrayList<>(hours(1));
        hours.set(1, 0.1);
        var plan = new Plan(List.of(new Quarter("all", new Region(0, 0), new Region(29, 29), 1, 1, hours)), null, 0);
        var written = new ArrayList<OrderCreated>();
        var options = new FeedOptions(10, Long.MAX_VALUE, Duration.ofSeconds(50));
        new OrderFeed("test0001", options, new CityDemand(plan, DAY, 1), time, new Random(1), written::add).run(time);
        var first = written.get(0).createdAtMillis();
        var busy = written.stream()
                .filter(order -> order.createdAtMillis() < first + 25_000)
                .count();
        assertThat(busy).isBetween(258L, 262L);
        assertThat(written.size() - busy).isBetween(24L, 28L);
    }

    /** As if so many milliseconds late after each: places, prices and windows must not know. */
    private static List<Trip> orders(long seed, long lateMillis) {
        var time = new FakeTime();
        var written = new ArrayList<Trip>();
        var options = new FeedOptions(11.1, 3_000, OrderFeed.NO_END);
        new OrderFeed(
                        "test0001",
                        options,
                        new CityDemand(CityFile.ours(), DAY, seed),
                        time,
                        new Random(seed),
                        order -> {
                            time.advance(Duration.ofMillis(lateMillis));
                            return written.add(new Trip(order.pickUp(), order.dropOff(), order.windowSeconds()));
                        })
                .run(time);
        return written;
    }

    private static List<Trip> trips(OrderDemand demand, int hour, long seed) {
        var random = new Random(seed);
        var at = DAY.multipliedBy(2 * hour + 1).dividedBy(48);
        return IntStream.range(0, TRIPS).mapToObj(i -> demand.trip(random, at)).toList();
    }

    private static double[] pickUps(Plan plan, int hour) {
        var shares = new double[Region.COUNT];
        plan.quarters().forEach(quarter -> {
            var share = quarter.pickUps() * quarter.hours().get(hour) / plan.pickUps(hour) / quarter.cells();
            each(quarter, region -> shares[region.index()] += share);
        });
        return shares;
    }

    private static void each(Quarter quarter, Consumer<Region> action) {
        IntStream.range(0, Region.COUNT)
                .mapToObj(Region::of)
                .filter(quarter::has)
                .forEach(action);
    }

    /** @param shares their sum is 1; where it is 0 nothing may be seen */
    private static double chiSquare(double[] shares, List<Region> seen) {
        var counts = new int[Region.COUNT];
        seen.forEach(region -> counts[region.index()]++);
        var sum = 0.0;
        for (var i = 0; i < Region.COUNT; i++) {
            var expected = shares[i] * seen.size();
            if (expected == 0) {
                assertThat(counts[i]).isZero();
            } else {
                sum += (counts[i] - expected) * (counts[i] - expected) / expected;
            }
        }
        return sum;
    }

    /** Exceeded by one of a thousand samples (Wilson and Hilferty's approximation); the seeds are fixed. */
    private static double critical(int freedom) {
        var part = 2.0 / (9 * freedom);
        return freedom * Math.pow(1 - part + 3.09 * Math.sqrt(part), 3);
    }

    private static Quarter quarter(String name, int x, int y, double pickUps) {
        return new Quarter(name, new Region(x, y), new Region(x + 2, y + 2), pickUps, 1, hours(1));
    }

    private static List<Double> hours(double factor) {
        return Collections.nCopies(24, factor);
    }
}
