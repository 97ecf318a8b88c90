package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.SourceProgress;
import delivery.ranking.state.RankingPicture.SourcePicture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SourceAuditTest {
    private static final long T = Events.START_MILLIS;
    private static final long PASSED = T + Sources.SLACK_MILLIS;
    private static final String S = Events.PRODUCER;

    private final FakeTime time = new FakeTime();
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final DirectConsumer left =
            new DirectConsumer(state, Hellos.of("left").part(0, 2));

    private DirectConsumer right() {
        return new DirectConsumer(state, Hellos.of("right").part(1, 2));
    }

    @Test
    void whatWasAcknowledgedIsInFlightUntilEveryShardIsPastThatWordAndMissingThen() {
        var right = right();
        left.bring(Events.created(1), Events.created(2));
        hear(left, Events.progress(S, 5), T);
        assertThat(source()).isEqualTo(Pictures.source(S, 5, 2, false, 3, 0, 0));
        readThrough(left, PASSED);
        assertThat(source()).isEqualTo(Pictures.source(S, 5, 2, false, 3, 0, 0));
        readThrough(right, PASSED - 1);
        assertThat(source()).isEqualTo(Pictures.source(S, 5, 2, false, 3, 0, 0));
        readThrough(right, PASSED);
        assertThat(source()).isEqualTo(Pictures.source(S, 5, 2, false, 0, 3, 0));
    }

    @Test
    void aMissingEventThatTurnsUpIsNotMissingAnyMore() {
        var right = right();
        hear(left, Events.closed(S, 2), T);
        readThrough(left, PASSED);
        readThrough(right, PASSED);
        assertThat(source()).isEqualTo(Pictures.source(S, 2, 0, true, 0, 2, 0));
        right.bring(Events.created(2));
        assertThat(source()).isEqualTo(Pictures.source(S, 2, 1, true, 0, 1, 0));
    }

    @Test
    void aShardThatNobodyToldUsOfMayHoldTheEvent() {
        hear(left, Events.closed(S, 1), T);
        readThrough(left, PASSED + 3_000_000);
        assertThat(state.picture().audit().covered()).isFalse();
        assertThat(source().inFlight()).isOne();
        readThrough(right(), PASSED);
        assertThat(state.picture().audit().covered()).isTrue();
        assertThat(source().missing()).isOne();
    }

    @Test
    void childrenOfAShardThatEndedMayHoldItUntilTheyAreReadToo() {
        var right = right();
        hear(left, Events.closed(S, 1), T);
        readThrough(right, PASSED);
        left.bring(left.batch().end("child-a", "child-b"));
        assertThat(source().inFlight()).isOne();
        readThrough(
                new DirectConsumer(state, Hellos.of("child-a").parents("left").part(0, 4)), PASSED);
        assertThat(source().inFlight()).isOne();
        var b = new DirectConsumer(state, Hellos.of("child-b").parents("left").part(1, 4));
        assertThat(source().inFlight()).isOne();
        readThrough(b, PASSED);
        assertThat(source()).isEqualTo(Pictures.source(S, 1, 0, true, 0, 1, 0));
    }

    @Test
    void theTailOfAKilledSourceIsKnownAsFarAsItSpoke() {
        var right = right();
        left.bring(Events.created(1), Events.created(2), Events.created(3));
        hear(left, Events.progress(S, 2), T);
        readThrough(left, PASSED + 60_000);
        readThrough(right, PASSED + 60_000);
        assertThat(source()).isEqualTo(Pictures.source(S, 3, 3, false, 0, 0, 0));
    }

    @Test
    void whatASourceNeverSaidItHadOnTheStreamIsNotExpected() {
        var right = right();
        left.bring(Events.created(4));
        readThrough(left, PASSED + 60_000);
        readThrough(right, PASSED + 60_000);
        assertThat(source()).isEqualTo(Pictures.source(S, 1, 1, false, 0, 0, 0));
    }

    @Test
    void aHoleIsInFlightOnceTheSourceHasSpokenOfItAndMissingThereafter() {
        var right = right();
        left.bring(Events.created(2), Events.created(4), Events.created(7));
        hear(left, Events.progress(S, 4), T);
        assertThat(source()).isEqualTo(Pictures.source(S, 5, 3, false, 2, 0, 0));
        readThrough(left, PASSED);
        readThrough(right, PASSED);
        assertThat(source()).isEqualTo(Pictures.source(S, 5, 3, false, 0, 2, 0));
        hear(left, Events.progress(S, 7), T + 5_000);
        assertThat(source()).isEqualTo(Pictures.source(S, 7, 3, false, 2, 2, 0));
        left.bring(Events.created(6), Events.created(9), Events.created(1));
        assertThat(source()).isEqualTo(Pictures.source(S, 8, 6, false, 1, 1, 0));
    }

    @Test
    void wordsOutOfOrderAndRepeatedSayTheSame() {
        var right = right();
        hear(right, Events.closed(S, 9), T + 9_000);
        hear(left, Events.progress(S, 4), T);
        hear(left, Events.progress(S, 4), T);
        hear(left, Events.progress(S, 3), T + 500);
        readThrough(left, PASSED);
        readThrough(right, PASSED);
        assertThat(source()).isEqualTo(Pictures.source(S, 9, 0, true, 5, 4, 0));
        hear(left, Events.progress(S, 4), T);
        readThrough(left, PASSED + 9_000);
        readThrough(right, PASSED + 9_000);
        assertThat(source()).isEqualTo(Pictures.source(S, 9, 0, true, 0, 9, 0));
    }

    @Test
    void aCopyInAnotherShardIsADuplicateAndNoConflict() {
        var right = right();
        left.bring(Events.created(1), Events.assigned(1));
        right.bring(Events.assigned(1), Events.created(1), Events.created(1));
        var audit = state.picture().audit();
        assertThat(audit.records()).isEqualTo(new RankingPicture.Records(5, 2, 3, 0, 0));
        assertThat(audit.conflicts()).isZero();
    }

    @Test
    void anOrderTakenByASecondDriverCountsOnceAndIsAConflict() {
        left.bring(Events.assigned(1));
        left.bring(Events.order(1).drivers("zzz9").driver(8).assigned());
        left.bring(Events.order(1).drivers("zzz9").driver(8).assigned());
        var picture = state.picture();
        assertThat(picture.totals().assigned()).isOne();
        assertThat(picture.audit().conflicts()).isOne();
        assertThat(picture.audit().records().duplicates()).isOne();
        assertThat(picture.audit().records().rejected()).isOne();
        assertThat(picture.audit().inFlight()).isZero();
    }

    @Test
    void whatIsBroughtAddsUpForEveryShard() {
        left.bring(left.batch()
                .event(Events.created(1))
                .event(Events.created(1))
                .progress(Events.progress(S, 1), T)
                .rejected("not-json")
                .rejected("future")
                .unknownFields(3)
                .to(5));
        var records = new RankingPicture.Records(5, 1, 1, 2, 1);
        assertThat(state.picture().shards().get(0).records()).isEqualTo(records);
        assertThat(state.picture().audit().records()).isEqualTo(records);
        assertThat(state.picture().audit().unknownFields()).isEqualTo(3);
    }

    @Test
    void aSourceThatIsNeverPassedDoesNotFillTheMemory() {
        var audit = new SourceAudit();
        LongStream.rangeClosed(1, 10_000).forEach(n -> audit.hear(Events.progress(S, n), T + n * 1_000));
        assertThat(audit.pending()).isLessThanOrEqualTo(SourceAudit.MAX_PENDING);
        audit.settle(T + 9_999_000);
        assertThat(audit.missing()).isLessThan(10_000);
        audit.settle(T + 10_000_000);
        assertThat(audit.missing()).isEqualTo(10_000);
    }

    @Test
    void ofTooManyWordsEveryOtherIsForgottenButNeverTheLast() {
        var audit = new SourceAudit();
        for (var n = 1; n <= SourceAudit.MAX_PENDING; n++) {
            audit.hear(Events.progress(S, n), T + n);
        }
        assertThat(audit.pending()).isEqualTo(SourceAudit.MAX_PENDING);
        audit.hear(Events.progress(S, SourceAudit.MAX_PENDING + 1), T + SourceAudit.MAX_PENDING + 1);
        assertThat(audit.pending()).isEqualTo(SourceAudit.MAX_PENDING / 2 + 1);
        assertThat(audit.settle(T)).isFalse();
        assertThat(audit.settle(T + 2)).isTrue();
        assertThat(audit.missing()).isOne();
        assertThat(audit.settle(T + 2)).isFalse();
        assertThat(audit.settle(T + SourceAudit.MAX_PENDING + 1)).isTrue();
        assertThat(audit.missing()).isEqualTo(SourceAudit.MAX_PENDING + 1);
    }

    private static void hear(DirectConsumer consumer, SourceProgress word, long arrivedAt) {
        consumer.bring(consumer.batch().progress(word, arrivedAt).to(consumer.next(1)));
    }

    private static void readThrough(DirectConsumer consumer, long millis) {
        consumer.bring(consumer.batch().readThrough(millis));
    }

    private SourcePicture source() {
        return Pictures.bare(state.picture().audit().sources().get(0));
    }
}
