package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.RejectedRecord;
import delivery.ranking.state.RankingPicture.Records;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the state makes of records that must not count. */
class RejectedRecordsTest {
    private final FakeTime time = new FakeTime();
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private DirectConsumer consumer;

    @BeforeEach
    void connect() {
        consumer = new DirectConsumer(state, Hellos.of("s"));
    }

    @Test
    void theFirstOfTwoThatContradictEachOtherWinsAndTheSecondIsRejected() {
        bring(1, Events.created(1));
        bring(2, Events.order(1).price(999).created());
        assertThat(state.conflicts())
                .containsExactly(
                        new EventRecord(Events.order(1).price(999).created(), BigInteger.TWO, Events.START_MILLIS));
        bring(3, Events.created(1));
        assertThat(state.conflicts()).isEmpty();
        assertThat(state.picture().totals().createdPrice()).isEqualTo(1_000);
        assertThat(state.picture().audit().records()).isEqualTo(new Records(3, 1, 1, 1, 0));
        assertThat(state.picture().audit().conflicts())
                .as("no event was produced twice")
                .isZero();
    }

    @Test
    void aSecondDriverOfAnOrderIsRejectedWithItsPlace() {
        bring(1, Events.assigned(1));
        var second = Events.order(1).drivers("zzz9").driver(8).assigned();
        bring(2, second);
        assertThat(state.conflicts()).extracting(EventRecord::event).containsExactly(second);
        bring(3, second);
        assertThat(state.conflicts()).as("a copy of one that is known already").isEmpty();
    }

    @Test
    void aContradictionIsSeenAlsoAfterARestart() {
        bring(1, Events.created(1));
        var settings = new RankingState.Life(600, RankingState.RETENTION, 2);
        var next = new RankingState(new Admission("", null), settings, state.freeze(), time);
        var again = new DirectConsumer(next, Hellos.of("s"));
        assertThat(again.position()).isEqualTo(Position.after("1"));
        assertThat(next.apply(batch(again, 2, Events.order(1).price(999).created())))
                .isInstanceOf(Ack.class);
        assertThat(next.conflicts()).hasSize(1);
    }

    @Test
    void aRejectedRecordHasItsPlaceInItsBatch() {
        for (var number : List.of("0", "1", "11", "-5", "x", "", "9".repeat(130))) {
            var good = consumer.batch().rejected("not-json").to(10).batch();
            var moved = good.rejected().get(0);
            var bad = good.between(Position.after("1"), good.to())
                    .rejected(List.of(new RejectedRecord(
                            number,
                            moved.partitionKey(),
                            0,
                            moved.reason(),
                            moved.message(),
                            moved.bytes(),
                            moved.size(),
                            "",
                            0)))
                    .build();
            assertThat(state.apply(bad)).as(number).isInstanceOf(Failure.class);
        }
        assertThat(state.picture().audit().records()).isEqualTo(Records.NONE);
    }

    private void bring(long number, OrderEvent event) {
        assertThat(state.apply(batch(consumer, number, event))).isInstanceOf(Ack.class);
    }

    private static Batch batch(DirectConsumer from, long number, OrderEvent event) {
        var after = number == 1 ? Position.TRIM_HORIZON : Position.after(Long.toString(number - 1));
        return Batch.of(from.epoch(), "s", after, Position.after(Long.toString(number)))
                .events(List.of(new EventRecord(event, BigInteger.valueOf(number), Events.START_MILLIS)))
                .build();
    }
}
