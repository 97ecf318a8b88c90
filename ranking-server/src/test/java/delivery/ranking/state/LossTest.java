package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import delivery.ranking.snapshot.Snapshots;
import delivery.ranking.state.RankingPicture.Forgotten;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingState.Life;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss may be reported, it may never be hidden; and what is rejected is not lost. */
class LossTest {
    private static final String S = Events.PRODUCER;
    private static final long T = Events.START_MILLIS;

    private final FakeTime time = new FakeTime();
    private RankingState state = new RankingState(new Admission("", null), 600, time);

    private Refused refusal(Hellos hello) {
        var answer = state.greet(hello.hello()).answer();
        assertThat(answer).isInstanceOf(Refused.class);
        return (Refused) answer;
    }

    private RankingPicture.AuditPicture audit() {
        return state.picture().audit();
    }

    @Test
    void aShardThatExpiredBeforeItWasReadIsRefusedWithTheInterval() {
        var parent = new DirectConsumer(state, Hellos.of("parent").part(0, 2));
        parent.bring(
                parent.batch().event(Events.created(1)).readThrough(T + 5_000).to(100));
        state.leave("parent", parent.epoch());
        time.advance(Duration.ofHours(25));
        state.advanceTo(time);
        var refused = refusal(Hellos.of("child").part(0, 4).expiredParents("parent"));
        assertThat(refused.reason()).isEqualTo(Reason.STREAM);
        assertThat(refused.text())
                .contains("child comes after parent", "from 2026-01-01T00:00:05Z", "to 2026-01-02T01:00:00Z")
                .contains("after 100", "--accept-loss");
        assertThat(audit().gaps()).isEmpty();
        assertThat(state.picture().shards()).hasSize(1);
    }

    @Test
    void withAcceptLossTheGapIsRecordedAndTheParentHasEnded() throws IOException {
        var parent = new DirectConsumer(state, Hellos.of("parent").part(0, 2));
        parent.bring(parent.batch().readThrough(T + 5_000).to(100));
        time.advance(Duration.ofHours(25));
        state.advanceTo(time);
        var child = new DirectConsumer(
                state, Hellos.of("child").part(0, 4).expiredParents("parent").acceptLoss());
        assertThat(child.position()).isEqualTo(Position.TRIM_HORIZON);
        assertThat(audit().gaps())
                .containsExactly(new RecordedGap(
                        "parent",
                        Position.after("100"),
                        Position.SHARD_END,
                        T + 5_000,
                        time.millis(),
                        "expired before it was read to its end"));
        assertThat(state.picture().shards().get(1).state()).isEqualTo(ShardState.CLOSED);
        new DirectConsumer(state, Hellos.of("other").part(1, 4).expiredParents("parent"));
        assertThat(audit().gaps()).as("once").hasSize(1);
        restart();
        assertThat(audit().gaps()).as("after a restart too").hasSize(1);
    }

    private void restart() throws IOException {
        state = new RankingState(
                new Admission("", null),
                new Life(600, RankingState.RETENTION, 1),
                Snapshots.read(Snapshots.bytes(state.freeze())),
                time);
    }

    @Test
    void anOlderAncestorThatHeldItsKeysIsLostTooWhenAllBetweenHaveExpired() {
        new DirectConsumer(state, Hellos.of("grandparent").part(0, 2));
        new DirectConsumer(state, Hellos.of("neighbour").part(1, 2));
        assertThat(refusal(Hellos.of("child").part(1, 4).expiredParents("unknown"))
                        .text())
                .contains("child comes after grandparent,");
        new DirectConsumer(
                state, Hellos.of("child").part(1, 4).expiredParents("unknown").acceptLoss());
        assertThat(audit().gaps()).extracting(RecordedGap::shardId).containsExactly("grandparent");
    }

    @Test
    void anExpiredParentThatWasReadToItsEndOrNeverKnownIsNoLoss() {
        var parent = new DirectConsumer(state, Hellos.of("parent").part(0, 2));
        parent.bring(parent.batch().end("child"));
        new DirectConsumer(state, Hellos.of("child").part(0, 2).expiredParents("parent"));
        new DirectConsumer(state, Hellos.of("another").part(1, 2).expiredParents("unheard-of"));
        assertThat(audit().gaps()).isEmpty();
        assertThat(audit().covered()).isTrue();
    }

    @Test
    void aChildIsToldSinceWhenItCanHaveRecordsAlsoAfterARestart() throws IOException {
        var parent = new DirectConsumer(state, Hellos.of("parent"));
        parent.bring(parent.batch().event(Events.created(1), 3_000).to(1));
        parent.bring(parent.batch()
                .progress(Events.progress(Events.PRODUCER, 1), 5_000)
                .to(2));
        parent.bring(parent.batch().readThrough(9_000));
        parent.bring(parent.batch().end("child"));
        assertThat(new DirectConsumer(state, Hellos.of("child").parents("parent")).readThroughMillis())
                .isEqualTo(5_000);
        restart();
        var child = new DirectConsumer(state, Hellos.of("child").parents("parent"));
        child.bring(child.batch().end("grandchild"));
        assertThat(new DirectConsumer(state, Hellos.of("grandchild").parents("child")).readThroughMillis())
                .isEqualTo(5_000);
    }

    @Test
    void nothingIsGivenUpForOneWhoIsRefusedForAnotherReason() {
        new DirectConsumer(state, Hellos.of("parent").part(0, 2));
        new DirectConsumer(state, Hellos.of("child").part(2, 4));
        assertThat(refusal(Hellos.of("child")
                                .part(0, 4)
                                .expiredParents("parent")
                                .acceptLoss())
                        .reason())
                .isEqualTo(Reason.BUSY);
        assertThat(audit().gaps()).isEmpty();
    }

    @Test
    void aGapInABatchIsRecordedOnceAndOnlyForOneWhoAcceptsLoss() {
        var careful = new DirectConsumer(state, Hellos.of("s"));
        assertThat(careful.bring(careful.batch().to(500).gap(T, T + 60_000))).isInstanceOf(Failure.class);
        assertThat(careful.position()).isEqualTo(Position.TRIM_HORIZON);
        state.leave("s", careful.epoch());
        var consumer = new DirectConsumer(state, Hellos.of("s").acceptLoss());
        var batch = consumer.batch().event(Events.created(1)).to(500).gap(T, T + 60_000);
        assertThat(consumer.bring(batch)).isInstanceOf(Ack.class);
        assertThat(consumer.bring(batch)).as("its acknowledgement was lost").isInstanceOf(Ack.class);
        assertThat(audit().gaps())
                .containsExactly(new RecordedGap(
                        "s",
                        Position.TRIM_HORIZON,
                        Position.after("500"),
                        T,
                        T + 60_000,
                        "records expired before they were read"));
        assertThat(audit().records().applied()).isOne();
    }

    @Test
    void aStreamMadeAnewIsTakenOnWithAcceptLossAndTotalsAndIdentitiesStay() {
        var old = new DirectConsumer(state, Hellos.of("shard-0").part(0, 2));
        old.bring(Events.created(1), Events.created(2));
        var ended = new DirectConsumer(state, Hellos.of("shard-1").part(1, 2));
        ended.bring(ended.batch().unknownFields(3).end());
        var anew =
                new StreamIdentity(Hellos.STREAM.name(), Hellos.STREAM.arn(), Hellos.STREAM.createdAtMillis() + 60_000);
        assertThat(refusal(Hellos.of("shard-0").stream(anew)).text())
                .contains("2025-12-31T23:50:00Z", "2025-12-31T23:51:00Z", "--accept-loss");
        var consumer =
                new DirectConsumer(state, Hellos.of("shard-0").stream(anew).acceptLoss());
        assertThat(consumer.position()).isEqualTo(Position.TRIM_HORIZON);
        assertThat(old.bring(old.batch().to(50))).isInstanceOf(Fenced.class);
        assertThat(state.picture().stream()).isEqualTo(anew);
        assertThat(state.picture().shards()).hasSize(1);
        assertThat(audit().gaps()).extracting(RecordedGap::shardId).containsExactly("shard-0");
        assertThat(audit().gaps().get(0).from()).isEqualTo(Position.after("2"));
        consumer.bring(Events.created(2), Events.created(3));
        assertThat(state.picture().totals().created()).isEqualTo(3);
        assertThat(audit().records()).isEqualTo(new Records(4, 3, 1, 0, 0));
        assertThat(audit().unknownFields()).isEqualTo(3);
        assertThat(refusal(Hellos.of("shard-1").acceptLoss()).text())
                .as("the old stream does not come back")
                .doesNotContain("--accept-loss");
    }

    @Test
    void whatIsOnDiskOfAStreamThatIsNoMoreSaysNothingOfTheNewOne() {
        var old = new DirectConsumer(state, Hellos.of("s").stream(Hellos.older()));
        old.bring(Events.created(1));
        var snapshot = state.freeze();
        var consumer = new DirectConsumer(state, Hellos.of("s").acceptLoss());
        state.hasOnDisk(snapshot);
        assertThat(consumer.bring(consumer.batch())).isEqualTo(new Ack(Position.TRIM_HORIZON, Position.TRIM_HORIZON));
        consumer.bring(Events.created(2));
        state.hasOnDisk(state.freeze());
        assertThat(consumer.bring(consumer.batch())).isEqualTo(new Ack(Position.after("1"), Position.after("1")));
    }

    @Test
    void noEpochComesAgainEvenIfTheClockIsSetBack() throws IOException {
        var life = new Life(600, RankingState.RETENTION, 5);
        state = new RankingState(new Admission("", null), life, Snapshot.EMPTY, time);
        var epoch = 0L;
        for (var i = 0; i < 1_000; i++) {
            var answer = state.greet(Hellos.of("s").takeover().hello()).answer();
            assertThat(((Welcome) answer).epoch()).isGreaterThan(epoch);
            epoch = ((Welcome) answer).epoch();
        }
        var next = new RankingState(
                new Admission("", null),
                new Life(600, RankingState.RETENTION, 6),
                Snapshots.read(Snapshots.bytes(state.freeze())),
                new FakeTime(time.instant().minus(Duration.ofDays(30))));
        assertThat(new DirectConsumer(next, Hellos.of("s")).epoch()).isGreaterThan(epoch);
    }

    @Test
    void aRejectedRecordThatSaysWhoseItIsIsNotMissing() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(consumer.batch()
                .event(Events.created(1))
                .rejected("field:price", S, 2)
                .rejected("field:price", S, 2)
                .rejected("not-json")
                .progress(Events.closed(S, 3), T)
                .readThrough(T + Sources.SLACK_MILLIS)
                .to(5));
        assertThat(Pictures.bare(audit().sources())).containsExactly(Pictures.source(S, 3, 1, true, 0, 1, 1));
        consumer.bring(Events.created(2));
        assertThat(Pictures.bare(audit().sources()))
                .as("it came after all")
                .containsExactly(Pictures.source(S, 3, 2, true, 0, 1, 0));
        consumer.bring(consumer.batch().rejected("field:price", S, 1).to(consumer.next(1)));
        assertThat(Pictures.bare(audit().sources())).containsExactly(Pictures.source(S, 3, 2, true, 0, 1, 0));
        assertThat(audit().records()).isEqualTo(new Records(7, 2, 0, 4, 1));
    }

    @ParameterizedTest
    @CsvSource({"abc, 1", "ABCD, 1", "abcdefghi, 1", "k3v9, 0", "k3v9, -1", "k3v9, 10000000000"})
    void aRejectedRecordOfNoPossibleSourceIsAFault(String source, long number) {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        assertThat(consumer.bring(
                        consumer.batch().rejected("future", source, number).to(1)))
                .isInstanceOf(Failure.class);
        assertThat(audit().records()).isEqualTo(Records.NONE);
    }

    @Test
    void aSecondEventOfOneIdentityIsRejectedAndHandedOn() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(Events.assigned(1));
        assertThat(state.conflicts()).isEmpty();
        var second = Events.order(1).drivers("zzz9").driver(8).assigned();
        consumer.bring(Events.assigned(1), second);
        assertThat(state.conflicts()).extracting(EventRecord::event).containsExactly(second);
        consumer.bring(second);
        assertThat(state.conflicts()).as("a copy of it").isEmpty();
        assertThat(audit().conflicts()).isOne();
        assertThat(audit().records()).isEqualTo(new Records(4, 1, 2, 1, 0));
        assertThat(Pictures.bare(audit().sources()))
                .filteredOn(source -> source.source().equals("zzz9"))
                .containsExactly(Pictures.source("zzz9", 1, 0, false, 0, 0, 1));
    }

    @Test
    void aNumberThatIsUsedTwiceIsAConflictToo() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        var first = Events.order(1).producer("aaaa").assigned();
        var second = Events.order(1).producer("bbbb").assigned();
        consumer.bring(first, second);
        assertThat(state.conflicts()).extracting(EventRecord::event).containsExactly(second);
        assertThat(state.picture().totals().assigned()).isOne();
        assertThat(audit().records()).isEqualTo(new Records(2, 1, 0, 1, 0));
        assertThat(Pictures.bare(audit().sources()))
                .filteredOn(source -> source.source().equals(Events.DRIVERS))
                .containsExactly(Pictures.source(Events.DRIVERS, 1, 1, false, 0, 0, 0));
    }

    @Test
    void aSourceIdleForLongerThanTheRetentionIsForgottenButForItsSums() throws IOException {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(consumer.batch()
                .event(Events.created(1), T)
                .rejected("future", S, 2)
                .progress(Events.progress(S, 4), T)
                .to(2));
        var day = RankingState.RETENTION.toMillis();
        time.advance(RankingState.RETENTION);
        state.advanceTo(time);
        consumer.bring(consumer.batch().readThrough(T + day));
        assertThat(audit().sources()).hasSize(1);
        assertThat(audit().missing()).isEqualTo(2);
        consumer.bring(consumer.batch().readThrough(T + day + 1));
        assertThat(audit().sources()).isEmpty();
        assertThat(audit().forgotten()).isEqualTo(new Forgotten(1, 1, 1, 2));
        assertThat(audit().missing()).as("is not forgotten").isEqualTo(2);
        assertThat(Snapshots.read(Snapshots.bytes(state.freeze())).sources().forgotten())
                .isEqualTo(new Forgotten(1, 1, 1, 2));
    }

    @Test
    void itsOrdersKeepASourceInMind() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(consumer.batch().event(Events.created(1), T).to(1));
        var later = T + RankingState.RETENTION.toMillis();
        consumer.bring(consumer.batch()
                .event(Events.assigned(1), later)
                .readThrough(later + 1_000)
                .to(2));
        assertThat(audit().sources()).extracting(SourcePicture::source).contains(S);
    }

    @Test
    void howFarAllShardsAreReadIsKnownOnceTheyAreAllKnown() {
        var left = new DirectConsumer(state, Hellos.of("left").part(0, 2));
        left.bring(left.batch().readThrough(T + 9));
        assertThat(audit().readThroughMillis()).isZero();
        var right = new DirectConsumer(state, Hellos.of("right").part(1, 2));
        assertThat(audit().readThroughMillis()).isZero();
        right.bring(right.batch().readThrough(T + 5));
        assertThat(audit().readThroughMillis()).isEqualTo(T + 5);
    }
}
