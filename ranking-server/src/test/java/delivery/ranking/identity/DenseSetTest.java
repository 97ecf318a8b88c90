package delivery.ranking.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseSetTest {
    private final DenseSet set = new DenseSet();

    /** Numbers come forward with a jitter as they do from a stream, some never, some twice. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100, 5_000, 200_000})
    void knowsExactlyWhatWasAdded(int jitter) {
        var random = new Random(jitter);
        var model = new BitSet();
        for (var step = 0; step < 200_000; step++) {
            var number = 1 + step / 2 + random.nextInt(jitter);
            assertThat(set.add(number)).isEqualTo(!model.get(number));
            model.set(number);
            if (step % 997 == 0) {
                var a = random.nextInt(110_000);
                var b = random.nextInt(110_000);
                assertThat(set.countBetween(a, b))
                        .isEqualTo(b <= a ? 0 : model.get(a + 1, b + 1).cardinality());
                assertThat(set.contains(a)).isEqualTo(model.get(a));
            }
        }
        assertThat(set.size()).isEqualTo(model.cardinality());
        assertThat(set.highest()).isEqualTo(model.length() - 1);
        assertThat(set.countBetween(0, 400_000)).isEqualTo(set.size());
    }

    @Test
    void withoutAGapItKeepsNothingButANumber() {
        LongStream.rangeClosed(1, 1_000_000).forEach(set::add);
        assertThat(set.leaves()).isZero();
        assertThat(set.low()).isEqualTo(1_000_000);
        assertThat(set.size()).isEqualTo(1_000_000);
    }

    @Test
    void aGapThatClosesIsForgotten() {
        LongStream.rangeClosed(2, 1_000_000).forEach(set::add);
        assertThat(set.leaves()).isPositive();
        assertThat(set.leaves()).as("full ones cost nothing").isLessThanOrEqualTo(2);
        assertThat(set.add(1)).isTrue();
        assertThat(set.low()).isEqualTo(1_000_000);
        assertThat(set.leaves()).isLessThanOrEqualTo(1);
        assertThat(set.add(1_000_000)).isFalse();
        assertThat(set.add(1_000_001)).isTrue();
    }

    @Test
    void numbersFarApartCostNoMoreThanTheyAre() {
        var before = allocated();
        for (var i = 0L; i < 10_000; i++) {
            set.add(9_999_999_999L - i * 900_001);
        }
        assertThat(set.leaves()).isEqualTo(10_000);
        assertThat(allocated() - before).isLessThan(10_000 * 900L);
        assertThat(set.countBetween(0, 9_999_999_999L)).isEqualTo(10_000);
    }

    @Test
    void aCounterBeginsWithOne() {
        assertThatThrownBy(() -> set.add(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(set.contains(0)).isFalse();
        assertThat(set.highest()).isZero();
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
