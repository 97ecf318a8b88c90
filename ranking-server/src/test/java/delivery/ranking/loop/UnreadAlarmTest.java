package delivery.ranking.loop;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnreadAlarmTest {
    private final FakeTime time = new FakeTime();
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final UnreadAlarm alarm = new UnreadAlarm();

    private boolean looks(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
        state.advanceTo(time);
        return alarm.look(state.picture());
    }

    @Test
    void beforeTheFirstConsumerThereIsNoAlarm() {
        assertThat(looks(0)).isFalse();
        assertThat(looks(60)).isFalse();
    }

    @Test
    void aShardThatNobodyReadsIsToldAfterAMomentAndThenNowAndThen() {
        var first = new DirectConsumer(state, Hellos.of("a").part(0, 2));
        new DirectConsumer(state, Hellos.of("b").part(1, 2));
        assertThat(looks(60)).isFalse();
        state.leave("a", first.epoch());
        assertThat(state.picture().audit().unread()).containsExactly("a");
        assertThat(state.picture().audit().coverage()).isEqualTo(0.5);
        assertThat(looks(0)).isFalse();
        assertThat(looks(5)).isTrue();
        assertThat(looks(29)).isFalse();
        assertThat(looks(1)).isTrue();
        new DirectConsumer(state, Hellos.of("a").part(0, 2));
        assertThat(looks(60)).isFalse();
        assertThat(state.picture().audit().coverage()).isOne();
        assertThat(state.picture().audit().unread()).isEmpty();
    }

    @Test
    void childrenThatNobodyHasComeForAreUnread() {
        var parent = new DirectConsumer(state, Hellos.of("a"));
        parent.bring(parent.batch().end("b", "c"));
        state.leave("a", parent.epoch());
        assertThat(state.picture().audit().unread()).containsExactly("b", "c");
        assertThat(state.picture().audit().coverage()).isZero();
        looks(0);
        assertThat(looks(5)).isTrue();
    }

    @Test
    void keysOfAShardThatWeDoNotKnowAreMissedToo() {
        new DirectConsumer(state, Hellos.of("a").part(0, 4));
        assertThat(state.picture().audit().coverage()).isEqualTo(0.25);
        looks(0);
        assertThat(looks(5)).isTrue();
    }
}
