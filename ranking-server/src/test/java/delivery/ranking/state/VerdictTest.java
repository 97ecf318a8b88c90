package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.SourceProgress;
import delivery.ranking.snapshot.Snapshots;
import delivery.ranking.state.RankingState.Life;
import delivery.ranking.state.Verdict.Word;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each situation, and what may be said of it. The audit may never say more than it knows. */
class VerdictTest {
    private static final String S = Events.PRODUCER;

    private final FakeTime time = new FakeTime();
    private RankingState state = new RankingState(new Admission("", null), 600, time);

    private Verdict verdict() {
        return state.picture().verdict();
    }

    private void isExact() {
        assertThat(verdict())
                .isEqualTo(
                        new Verdict(Word.EXACT, verdict().reasons(), verdict().beside()));
        assertThat(verdict().reasons()).isEmpty();
    }

    private void is(Word word, String... reasons) {
        assertThat(verdict().word()).as(verdict().toString()).isEqualTo(word);
        assertThat(verdict().reasons()).containsExactly(reasons);
    }

    private void passes(int seconds) {
        time.advance(Duration.ofSeconds(seconds));
        state.advanceTo(time);
    }

    /** A page of nothing: it is read up to now. */
    private void reads(DirectConsumer... consumers) {
        for (var consumer : consumers) {
            consumer.bring(consumer.batch().readThrough(time.millis()));
        }
    }

    private void hears(DirectConsumer consumer, SourceProgress word) {
        consumer.bring(consumer.batch().progress(word, time.millis()).to(consumer.next(1)));
    }

    private DirectConsumer half(String shard, int which) {
        return new DirectConsumer(state, Hellos.of(shard).part(which, 2));
    }

    /** With one shard, a source that has had one event acknowledged, and all of it read. */
    private DirectConsumer all() {
        var all = new DirectConsumer(state, Hellos.of("all"));
        all.bring(all.batch()
                .event(Events.created(1), time.millis())
                .progress(Events.progress(S, 1), time.millis())
                .to(2));
        reads(all);
        return all;
    }

    @Test
    void aServerThatHasReadNothingHasProvedNothing() {
        is(Word.NOTHING_PROVED, "nothing has been read: no consumer has come for any shard");
    }

    @Test
    void allReadAllHeardAllThereIsExact() {
        all();
        isExact();
    }

    @Test
    void aStreamOnWhichNobodyHasSpokenProvesNothing() {
        reads(new DirectConsumer(state, Hellos.of("all")));
        is(Word.NOTHING_PROVED, "no source has been heard of");
    }

    @Test
    void withoutItsOnlyConsumerNothingIsProved() {
        var all = all();
        state.leave("all", all.epoch());
        is(Word.NOTHING_PROVED, "nobody reads 1 of 1 shard");
    }

    @Test
    void oneDeadConsumerOfSeveralIsEnough() {
        var left = half("left", 0);
        var right = half("right", 1);
        hears(left, Events.progress(S, 0));
        reads(left, right);
        isExact();
        state.leave("right", right.epoch());
        is(Word.NOTHING_PROVED, "nobody reads 1 of 2 shards");
        state.leave("left", left.epoch());
        is(Word.NOTHING_PROVED, "nobody reads 2 of 2 shards");
    }

    @Test
    void aShardThatNobodyHasIntroducedMayHoldAnything() {
        var left = half("left", 0);
        hears(left, Events.progress(S, 0));
        reads(left);
        is(
                Word.NOTHING_PROVED,
                "of the stream's hash keys 50.0 % are read: there are shards that no consumer has come for");
    }

    @Test
    void childrenOfASplitAreReadFirst() {
        var all = all();
        all.bring(all.batch().end("low", "high"));
        is(Word.NOTHING_PROVED, "nobody reads 2 of 2 shards");
        var low = new DirectConsumer(state, Hellos.of("low").part(0, 2).parents("all"));
        is(Word.NOTHING_PROVED, "nobody reads 1 of 2 shards");
        var high = new DirectConsumer(state, Hellos.of("high").part(1, 2).parents("all"));
        is(Word.CATCHING_UP, "nothing has been heard of high yet", "nothing has been heard of low yet");
        reads(low, high);
        isExact();
    }

    @Test
    void aConsumerThatStandsStillIsBehindBeforeItIsDropped() {
        all();
        passes(4);
        isExact();
        passes(3);
        is(Word.CATCHING_UP, "all is 7 s behind");
    }

    @Test
    void aBacklogIsCaughtUpWith() {
        var all = all();
        all.bring(all.batch().behind(200_000));
        is(Word.CATCHING_UP, "all is 3 min behind");
    }

    @Test
    void whatIsInFlightIsNotProvedYet() {
        var all = all();
        hears(all, Events.progress(S, 3));
        is(Word.CATCHING_UP, "2 events in flight");
        all.bring(Events.created(2));
        is(Word.CATCHING_UP, "1 event in flight");
        all.bring(Events.created(3));
        isExact();
    }

    @Test
    void whoIsBehindIsToldWhatIsInFlightToo() {
        var all = all();
        hears(all, Events.progress(S, 3));
        passes(7);
        is(Word.CATCHING_UP, "all is 7 s behind", "2 events in flight");
    }

    @Test
    void fiveSecondsBehindIsNotUpToNow() {
        var all = all();
        all.bring(all.batch().behind(4_999));
        isExact();
        all.bring(all.batch().behind(5_000));
        is(Word.CATCHING_UP, "all is 5 s behind");
    }

    @Test
    void whatWasAcknowledgedAndIsNotThereIsLost() {
        var all = all();
        hears(all, Events.progress(S, 3));
        passes(2);
        reads(all);
        is(Word.LOSS, "2 events of source " + S + " missing: acknowledged by the stream, and not there");
        state.leave("all", all.epoch());
        assertThat(verdict().word()).as("whoever reads or not").isEqualTo(Word.LOSS);
    }

    @Test
    void aSourceThatSaysNothingAnyMoreIsSilentAsFarAsItWasRead() {
        var all = all();
        passes(14);
        reads(all);
        isExact();
        passes(40);
        is(Word.CATCHING_UP, "all is 40 s behind");
        reads(all);
        is(Word.NOTHING_PROVED, "source " + S + " is silent for 54 s, and has not closed");
        hears(all, Events.closed(S, 1));
        isExact();
    }

    /** Nobody's clock but the stream's counts: it is the source that is silent, not a consumer that is ahead. */
    @Test
    void aConsumerWhoseClockIsAheadMakesNoSourceSilentForLong() {
        var all = all();
        for (var second = 0; second < 20; second++) {
            passes(1);
            hears(all, Events.progress(S, 1));
            all.bring(all.batch().readThrough(time.millis() + 60_000));
            verdict();
        }
        isExact();
    }

    @Test
    void aRestartedServerKnowsNoMoreThanItsSnapshot() throws IOException {
        all();
        state = new RankingState(
                new Admission("", null),
                new Life(600, RankingState.RETENTION, 7),
                Snapshots.read(Snapshots.bytes(state.freeze())),
                time);
        is(Word.NOTHING_PROVED, "nobody reads 1 of 1 shard");
        var again = new DirectConsumer(state, Hellos.of("all"));
        is(Word.CATCHING_UP, "nothing has been heard of all yet");
        time.advance(Duration.ofHours(1));
        state.advanceTo(time);
        reads(again);
        assertThat(verdict().word()).as("the source has not spoken for an hour").isEqualTo(Word.NOTHING_PROVED);
        hears(again, Events.progress(S, 1));
        isExact();
    }

    /** Down for more than an hour, and its machine's clock two days behind by then: the stream's clock alone counts. */
    @Test
    void aServerThatComesBackWithAWrongClockBelievesHowFarTheStreamIsRead() throws IOException {
        hears(all(), Events.closed(S, 1));
        var bytes = Snapshots.bytes(state.freeze());
        time.advance(Duration.ofMinutes(70));
        var streamMillis = time.millis();
        time.step(Duration.ofDays(-2));
        state = new RankingState(
                new Admission("", null), new Life(600, RankingState.RETENTION, 7), Snapshots.read(bytes), time);
        var again = new DirectConsumer(state, Hellos.of("all"));
        again.bring(again.batch().readThrough(streamMillis));
        isExact();
    }

    @Test
    void eventsOfASourceWhoseClockIsAheadDoNotCount() {
        var all = all();
        all.bring(all.batch()
                .rejected("future", "zzz9", 1, time.millis())
                .rejected("future", "zzz9", 2, time.millis())
                .to(10));
        is(Word.LOSS, "2 events of source zzz9 rejected (future): its clock is ahead");
        all.bring(Events.order(9).producer("zzz9").created());
        assertThat(verdict().reasons()).hasSize(1);
    }

    @Test
    void anEventThatWasRejectedAndIsReplayedCounts() {
        var all = all();
        all.bring(all.batch().rejected("price-range", S, 2).to(10));
        is(Word.LOSS, "1 event of source " + S + " rejected: see the dead letters");
        all.bring(Events.created(2));
        isExact();
    }

    @Test
    void whatWasRejectedIsLostAlsoWhenItsSourceIsLongGone() {
        var all = all();
        all.bring(all.batch()
                .rejected("price-range", S, 2)
                .progress(Events.progress(S, 2), time.millis())
                .to(10));
        passes((int) RankingState.RETENTION.toSeconds() + 60);
        reads(all);
        assertThat(state.picture().audit().sources()).isEmpty();
        is(Word.LOSS, "1 event rejected of sources that are long gone");
    }

    @Test
    void garbageOfNoKnownSourceIsBesideTheVerdict() {
        var all = all();
        all.bring(all.batch()
                .rejected("not-json")
                .rejected("field:price", "nobody", 7)
                .to(10));
        isExact();
        assertThat(verdict().beside()).containsExactly("2 rejected records of no known source");
        assertThat(state.picture().audit().garbage()).isEqualTo(2);
    }

    @Test
    void aGapStays() {
        var all = new DirectConsumer(state, Hellos.of("all").acceptLoss());
        all.bring(all.batch()
                .progress(Events.closed(S, 0), time.millis())
                .gap(1, 2)
                .to(5));
        is(Word.LOSS, "records of all after TRIM_HORIZON are lost: records expired before they were read");
    }

    @Test
    void eventsAfterTheLastWordContradictIt() {
        var all = all();
        hears(all, Events.closed(S, 1));
        isExact();
        all.bring(Events.created(2));
        is(Word.LOSS, "1 event of source " + S + " more than it said when it closed");
    }

    @Test
    void oneWhoIsDeadCanBeWrittenOffAndItIsKept() throws IOException {
        var all = all();
        passes(60);
        reads(all);
        assertThat(verdict().word()).isEqualTo(Word.NOTHING_PROVED);
        hears(all, SourceProgress.writtenOff(S, 1, time.millis()));
        isExact();
        assertThat(verdict().beside()).containsExactly("source " + S + " is written off with 1 event");
        var bytes = Snapshots.bytes(state.freeze());
        state = new RankingState(
                new Admission("", null), new Life(600, RankingState.RETENTION, 7), Snapshots.read(bytes), time);
        assertThat(Snapshots.bytes(state.freeze())).isEqualTo(bytes);
        all = new DirectConsumer(state, Hellos.of("all"));
        reads(all);
        isExact();
        passes(1);
        hears(all, Events.progress(S, 1));
        isExact();
        assertThat(verdict().beside()).containsExactly("source " + S + " was written off, and has spoken again");
        passes(60);
        reads(all);
        is(Word.NOTHING_PROVED, "source " + S + " is silent for 60 s, and has not closed");
    }

    @Test
    void ofManyTheFirstAreNamedAndTheOthersCounted() {
        var all = all();
        for (var n = 0; n < 7; n++) {
            hears(all, Events.progress("aaa" + n, 1));
        }
        hears(all, Events.closed(S, 1));
        passes(20);
        reads(all);
        assertThat(verdict().word()).isEqualTo(Word.LOSS);
        assertThat(verdict().reasons()).hasSize(6).contains("and the same of 2 more sources");
    }
}
