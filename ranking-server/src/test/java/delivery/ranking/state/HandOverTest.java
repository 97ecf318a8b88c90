package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Welcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A consumer with several shards leaves one of them to another that asks for it. */
class HandOverTest {
    private final FakeTime time = new FakeTime();
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final DirectConsumer first = new DirectConsumer(state, shard("a", 0).holder("amber/17"));
    private final DirectConsumer second =
            new DirectConsumer(state, shard("b", 1).holder("amber/17"));

    private static Hellos shard(String id, int part) {
        return Hellos.of(id).part(part, 2);
    }

    private Message blueAsksFor(String id, int part) {
        state.advanceTo(time);
        return state.greet(shard(id, part).holder("blue/4").share().hello()).answer();
    }

    private static Reason reason(Message answer) {
        return ((Refused) answer).reason();
    }

    @Test
    void theHolderIsToldWithItsNextAckAndTheOtherGoesOnWhereItStopped() {
        assertThat(reason(blueAsksFor("a", 0))).isEqualTo(Reason.HANDOVER);
        assertThat(second.bring(second.batch().to(1))).isEqualTo(new Ack(second.position(), Position.TRIM_HORIZON));
        assertThat(first.bring(first.batch().event(Events.created(1)).to(7)))
                .isEqualTo(new Ack(Position.after("7"), Position.TRIM_HORIZON, true));
        state.leave("a", first.epoch());
        assertThat(((Welcome) blueAsksFor("a", 0)).position()).isEqualTo(Position.after("7"));
        var blue = state.picture().shards().get(0);
        assertThat(blue.consumer()).isEqualTo("blue/4");
        assertThat(state.picture().totals().created()).isOne();
    }

    @Test
    void aHolderWithOneShardKeepsItAndSaysSo() {
        state.leave("b", second.epoch());
        var answer = (Refused) blueAsksFor("a", 0);
        assertThat(answer.reason()).isEqualTo(Reason.BUSY);
        assertThat(answer.text()).contains("amber/17", "no other shard");
        assertThat(first.bring(first.batch().to(1))).isEqualTo(new Ack(first.position(), Position.TRIM_HORIZON));
    }

    @Test
    void nobodyIsAskedForHisLastShard() {
        assertThat(reason(blueAsksFor("a", 0))).isEqualTo(Reason.HANDOVER);
        assertThat(reason(blueAsksFor("b", 1))).isEqualTo(Reason.BUSY);
        assertThat(reason(blueAsksFor("a", 0))).as("asked again").isEqualTo(Reason.HANDOVER);
    }

    @Test
    void whatIsHandedOverIsKeptForTheOneWhoAsked() {
        blueAsksFor("a", 0);
        state.leave("a", first.epoch());
        var returned = shard("a", 0).holder("amber/17").hello();
        assertThat(((Refused) state.greet(returned).answer()).text()).contains("handed over to blue/4");
        time.advance(Duration.ofSeconds(3));
        state.advanceTo(time);
        assertThat(state.greet(returned).answer())
                .as("who asked has gone: it is read again")
                .isInstanceOf(Welcome.class);
    }

    @Test
    void aRequestThatIsNotRepeatedIsForgotten() {
        blueAsksFor("a", 0);
        time.advance(Duration.ofSeconds(3));
        state.advanceTo(time);
        assertThat(first.bring(first.batch().to(1))).isEqualTo(new Ack(first.position(), Position.TRIM_HORIZON));
    }

    @Test
    void withoutTheFlagASecondConsumerIsRefusedAsEver() {
        var answer =
                (Refused) state.greet(shard("a", 0).holder("blue/4").hello()).answer();
        assertThat(answer.reason()).isEqualTo(Reason.BUSY);
        assertThat(answer.text()).contains("--takeover");
        assertThat(first.bring(first.batch().to(1))).isEqualTo(new Ack(first.position(), Position.TRIM_HORIZON));
    }
}
