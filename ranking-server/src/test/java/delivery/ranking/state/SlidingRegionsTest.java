package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingRegionsTest {
    private static final long START = 1_767_225_600_000L;

    /** The same question answered by looking at every order there was. */
    private static final class Model {
        private final int window;
        private final List<long[]> orders = new ArrayList<>();
        private long now = START / 1_000;
        private long late;
        private long ahead;

        Model(int window) {
            this.window = window;
        }

        void advanceTo(long millis) {
            now = Math.max(now, millis / 1_000);
            orders.removeIf(order -> order[0] <= now - window);
        }

        void count(int region, long millis, long arrivedAtMillis) {
            var second = millis / 1_000;
            var arrived = arrivedAtMillis / 1_000;
            if (second <= arrived - window) {
                late++;
            } else if (second > arrived + 5 || second > now + 5) {
                ahead++;
            } else if (second > now - window) {
                orders.add(new long[] {second, region});
            }
        }

        long orders(int region) {
            return orders.stream()
                    .filter(order -> order[1] == region && order[0] <= now)
                    .count();
        }

        List<Integer> top() {
            var counts = new int[Region.COUNT];
            orders.stream().filter(order -> order[0] <= now).forEach(order -> counts[(int) order[1]]++);
            return IntStream.range(0, Region.COUNT)
                    .filter(region -> counts[region] > 0)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingInt(region -> -counts[region])
                            .thenComparing(region -> region))
                    .limit(10)
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 2", "60, 3", "600, 4"})
    void isWhatLookingAtEveryOrderWouldSay(int window, long seed) {
        var random = new Random(seed);
        var regions = new SlidingRegions(window, START, SlidingRegions.Image.EMPTY);
        var model = new Model(window);
        var clock = START;
        for (var step = 0; step < Effort.cases(100_000); step++) {
            clock += move(random, window);
            regions.advanceTo(clock);
            model.advanceTo(clock);
            var at = clock + 7_000 - random.nextInt(random.nextInt(10) == 0 ? 2 * window * 1_000 + 9_000 : 9_000);
            var region = random.nextInt(14) * 67;
            // Mostly just now; at times it has lain on the stream for long, or the stream's clock is a little ahead.
            var arrivedAt = model.now * 1_000
                    + switch (random.nextInt(10)) {
                        case 0 -> -random.nextInt(2 * window * 1_000);
                        case 1 -> random.nextInt(3_000);
                        default -> 0;
                    };
            regions.count(region, at, arrivedAt);
            model.count(region, at, arrivedAt);
            assertThat(regions.top()).as("step " + step).isEqualTo(model.top());
            assertThat(regions.orders(region)).isEqualTo((int) model.orders(region));
        }
        assertThat(regions.late()).isEqualTo(model.late).isPositive();
        assertThat(regions.ahead()).isEqualTo(model.ahead).isPositive();
    }

    /** Mostly on by little; now and then on by a lot, or back. */
    private static long move(Random random, int window) {
        return switch (random.nextInt(400)) {
            case 0 -> random.nextInt(2 * window * 1_000);
            case 1 -> -random.nextInt(30_000);
            case 2 -> random.nextInt(5) == 0 ? 365L * 86_400_000 : 1_000;
            default -> random.nextInt(120);
        };
    }

    @Test
    void theWindowIsWholeSecondsTheOneOfNowIncluded() {
        var regions = new SlidingRegions(10, START, SlidingRegions.Image.EMPTY);
        regions.count(5, START - 9_001, START);
        regions.count(6, START - 9_000, START);
        assertThat(regions.orders(5)).isZero();
        assertThat(regions.orders(6)).isOne();
        regions.advanceTo(START + 999);
        assertThat(regions.orders(6)).isOne();
        regions.advanceTo(START + 1_000);
        assertThat(regions.orders(6)).isZero();
    }

    @Test
    void aFrozenPictureStaysAsItWasWhateverComesLater() {
        var regions = new SlidingRegions(10, START, SlidingRegions.Image.EMPTY);
        regions.count(5, START, START);
        regions.count(6, START + 3_000, START);
        var image = regions.freeze();
        regions.count(5, START, START);
        regions.count(7, START + 3_000, START);
        assertThat(regions.windowSeconds()).isEqualTo(10);
        assertThat(regions.orders(5)).isEqualTo(2);
        var again = new SlidingRegions(10, START, image);
        assertThat(again.orders(5)).isOne();
        again.advanceTo(START + 3_000);
        assertThat(again.orders(6)).isOne();
        assertThat(again.orders(7)).isZero();
        regions.advanceTo(START + 60_000);
        assertThat(regions.orders(5)).isZero();
        assertThat(new SlidingRegions(10, START, image).orders(5)).isOne();
    }

    @Test
    void anOrderAheadCountsWhenItsSecondHasCome() {
        var regions = new SlidingRegions(10, START, SlidingRegions.Image.EMPTY);
        regions.count(5, START + 5_999, START);
        regions.count(6, START + 6_000, START);
        assertThat(regions.ahead()).isOne();
        regions.advanceTo(START + 4_999);
        assertThat(regions.top()).isEmpty();
        regions.advanceTo(START + 5_000);
        assertThat(regions.top()).containsExactly(5);
    }

    @Test
    void aJumpOfYearsCostsOneClearing() {
        var regions = new SlidingRegions(600, START, SlidingRegions.Image.EMPTY);
        regions.count(5, START, START);
        for (var year = 1; year <= 1_000; year++) {
            regions.advanceTo(START + year * 31_557_600_000L);
        }
        assertThat(regions.top()).isEmpty();
    }

    @Test
    void moreThanTenAreCutOffAtEqualCountsByIndex() {
        var regions = new SlidingRegions(10, START, SlidingRegions.Image.EMPTY);
        IntStream.range(0, 20).map(i -> 890 - i * 10).forEach(region -> regions.count(region, START, START));
        regions.count(890, START, START);
        assertThat(regions.top()).containsExactly(890, 700, 710, 720, 730, 740, 750, 760, 770, 780);
    }
}
