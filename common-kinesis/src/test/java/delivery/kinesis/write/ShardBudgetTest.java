package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardBudgetTest {
    private final FakeTime time = new FakeTime();
    private final ShardBudget budget = new ShardBudget(true);

    @Test
    void aShardTakesAThousandRecordsInAnySecond() {
        assertThat(takeAll("a", 100)).isEqualTo(1_000);
        time.advance(Duration.ofMillis(990));
        assertThat(takeAll("a", 100)).isZero();
        time.advance(Duration.ofMillis(20));
        assertThat(takeAll("a", 100)).isEqualTo(1_000);
        time.advance(Duration.ofHours(1));
        assertThat(takeAll("a", 100)).isEqualTo(1_000);
    }

    @Test
    void whatWasTakenComesBackASecondLaterAndNotBefore() {
        var random = new Random(1);
        var taken = new ArrayDeque<Duration>();
        for (var step = 0; step < 20_000; step++) {
            time.advance(Duration.ofNanos(random.nextInt(3_000_000)));
            var now = time.elapsed();
            taken.removeIf(at -> at.compareTo(now.minusSeconds(1)) < 0);
            while (random.nextInt(8) > 0 && budget.tryTake("a", 1, 100, now)) {
                taken.add(now);
            }
            assertThat(taken.size()).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void aShardTakesOneMebibyteASecond() {
        assertThat(takeAll("a", 10_240)).isEqualTo(102);
        assertThat(budget.tryTake("a", 1, 4_096, time.elapsed())).isTrue();
    }

    @Test
    void shardsDoNotShareTheirBudgets() {
        takeAll("a", 100);
        assertThat(takeAll("b", 100)).isEqualTo(1_000);
    }

    @Test
    void saysHowLongToWait() {
        takeAll("a", 100);
        var wait = budget.waitFor("a", 100, time.elapsed());
        assertThat(wait).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_010));
        time.advance(wait);
        assertThat(budget.tryTake("a", 1, 100, time.elapsed())).isTrue();
        assertThat(budget.waitFor("b", 100, time.elapsed())).isZero();
    }

    @Test
    void aRecordLargerThanASecondsWorthGoesAloneInItsSecond() {
        assertThat(budget.tryTake("a", 1, 3 << 20, time.elapsed())).isTrue();
        assertThat(budget.tryTake("a", 1, 1, time.elapsed())).isFalse();
        time.advance(budget.waitFor("a", 3 << 20, time.elapsed()));
        assertThat(budget.tryTake("a", 1, 3 << 20, time.elapsed())).isTrue();
    }

    @Test
    void aShardThatSaidNoIsLeftAloneForAWhile() {
        budget.pause("a", time.elapsed());
        assertThat(budget.tryTake("a", 1, 100, time.elapsed())).isFalse();
        time.advance(budget.waitFor("a", 100, time.elapsed()));
        assertThat(budget.tryTake("a", 1, 100, time.elapsed())).isTrue();
    }

    @Test
    void canBeOff() {
        var off = new ShardBudget(false);
        for (var i = 0; i < 5_000; i++) {
            assertThat(off.tryTake("a", 1, 1 << 20, time.elapsed())).isTrue();
        }
    }

    private int takeAll(String shard, int bytes) {
        var taken = 0;
        while (taken < 100_000 && budget.tryTake(shard, 1, bytes, time.elapsed())) {
            taken++;
        }
        return taken;
    }
}
