package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the clock of the server's machine. */
class RankingClockTest {
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private final FakeTime time = new FakeTime();
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final DirectConsumer consumer = new DirectConsumer(state, Hellos.of("s"));
    private long order;
    private long streamMillis = time.millis();

    /** An order is made, arrives, and is read; a second passes. */
    private void second() {
        time.advance(Duration.ofSeconds(1));
        streamMillis += 1_000;
        state.advanceTo(time);
        var created = Events.order(++order).createdAt(streamMillis).created();
        consumer.bring(consumer.batch()
                .event(created, streamMillis)
                .readThrough(streamMillis)
                .to(consumer.next(1)));
    }

    private void seconds(int count) {
        for (var i = 0; i < count; i++) {
            second();
        }
    }

    private int ranked() {
        return state.picture().topRegions().stream()
                .mapToInt(RankingPicture.RegionRank::orders)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "-P2D", "PT50M", "-PT50M"})
    void theWindowGoesOnWhicheverWayTheClockIsSetAndBack(String step) {
        seconds(30);
        time.step(Duration.parse(step));
        seconds(30);
        assertThat(state.picture().asOf()).as("what is shown is the clock's").isEqualTo(time.instant());
        assertThat(ranked()).isEqualTo(60);
        assertThat(state.picture().audit().future()).isZero();
        assertThat(state.picture().audit().late()).isZero();
        assertThat(state.picture().verdict().beside()).hasSize(1);
        time.step(Duration.parse(step).negated());
        seconds(30);
        assertThat(state.picture().asOf()).isEqualTo(time.instant());
        assertThat(ranked()).isEqualTo(90);
        assertThat(state.picture().verdict().word()).isEqualTo(Verdict.Word.EXACT);
    }

    @Test
    void aStepIsToldAndForgottenAgain() {
        seconds(3);
        time.step(TWO_DAYS);
        second();
        assertThat(state.picture().verdict().beside())
                .containsExactly("the clock of the ranking server's machine was set forward by 2 days");
        time.step(TWO_DAYS.negated());
        second();
        assertThat(state.picture().verdict().beside())
                .containsExactly("the clock of the ranking server's machine was set back by 2 days");
        seconds(600);
        assertThat(state.picture().verdict().beside()).isEmpty();
    }

    /** It was two days ahead when the server started, and is put right: the stream says so. */
    @Test
    void aClockThatWasWrongFromTheBeginningIsBelievedOnceTheStreamAgrees() {
        streamMillis -= TWO_DAYS.toMillis();
        seconds(30);
        assertThat(ranked()).as("where the clock is nothing happens").isZero();
        time.step(TWO_DAYS.negated());
        seconds(30);
        assertThat(ranked()).isEqualTo(30);
    }

    @Test
    void noSourceIsForgottenAndNoOrderExpiresBecauseAClockIsSet() {
        seconds(30);
        var open = state.picture().city().openOrders();
        time.step(TWO_DAYS);
        state.advanceTo(time);
        consumer.bring(consumer.batch().readThrough(streamMillis));
        assertThat(state.picture().audit().sources()).hasSize(1);
        assertThat(state.picture().audit().forgotten().sources()).isZero();
        assertThat(state.picture().city().openOrders()).isEqualTo(open).isPositive();
    }

    @Test
    void lagIsWhatHasElapsed() {
        second();
        time.step(Duration.ofMinutes(-50));
        time.advance(Duration.ofSeconds(7));
        state.advanceTo(time);
        assertThat(state.picture().shards().get(0).lagSeconds()).isEqualTo(7.0);
        time.step(TWO_DAYS);
        state.advanceTo(time);
        assertThat(state.picture().shards().get(0).lagSeconds()).isEqualTo(7.0);
    }

    @Test
    void setBackByLittleItStandsStill() {
        var now = time.instant();
        time.step(Duration.ofSeconds(-2));
        state.advanceTo(time);
        assertThat(state.picture().asOf()).isEqualTo(now);
        assertThat(state.picture().verdict().beside()).isEmpty();
    }
}
