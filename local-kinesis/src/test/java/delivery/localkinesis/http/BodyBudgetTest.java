package delivery.localkinesis.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private final BodyBudget budget = new BodyBudget(100);
    private final EmbeddedChannel slow = new EmbeddedChannel();
    private final EmbeddedChannel quick = new EmbeddedChannel();
    private final BodyBudget.Share slowShare = new BodyBudget.Share(slow::close);
    private final BodyBudget.Share quickShare = new BodyBudget.Share(quick::close);

    @Test
    void whatFitsIsTakenAndComesBack() {
        assertThat(budget.take(slowShare, 60, 0)).isTrue();
        assertThat(budget.take(quickShare, 40, 0)).isTrue();
        assertThat(budget.used()).isEqualTo(100);
        budget.release(slowShare);
        budget.release(slowShare);
        assertThat(budget.used()).isEqualTo(40);
        assertThat(slow.isOpen()).isTrue();
    }

    @Test
    void whoHasSentNothingForAWhileLosesHisToWhoGoesOn() {
        budget.take(slowShare, 60, 0);
        assertThat(budget.take(quickShare, 60, seconds(4))).isTrue();
        assertThat(slow.isOpen()).isFalse();
        assertThat(quick.isOpen()).isTrue();
        assertThat(budget.used()).isEqualTo(60);
    }

    @Test
    void ifAllGoOnTheOneThatAsksForMoreIsRefusedAndGivesBackAll() {
        budget.take(slowShare, 60, 0);
        budget.take(quickShare, 30, 0);
        assertThat(budget.take(quickShare, 30, seconds(2))).isFalse();
        assertThat(slow.isOpen()).isTrue();
        assertThat(budget.used()).isEqualTo(60);
    }

    @Test
    void oneBodyThatIsLargerThanAllThereIsIsRefused() {
        assertThat(budget.take(quickShare, 101, 0)).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void theOneSilentLongestGoesFirst() {
        var third = new EmbeddedChannel();
        budget.take(quickShare, 30, seconds(1));
        budget.take(slowShare, 30, 0);
        budget.take(new BodyBudget.Share(third::close), 60, seconds(9));
        assertThat(slow.isOpen()).isFalse();
        assertThat(quick.isOpen()).isTrue();
        assertThat(third.isOpen()).isTrue();
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
