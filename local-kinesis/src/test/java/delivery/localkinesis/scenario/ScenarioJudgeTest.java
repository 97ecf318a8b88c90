package delivery.localkinesis.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScenarioJudgeTest {
    private final RecordNumbers numbers = new RecordNumbers("0a1b2c3d");
    private final ScenarioJudge judge = new ScenarioJudge(numbers);

    @Test
    void whatWasAcceptedOnceIsNeitherLostNorDoubled() {
        put(0, "a", 1);
        put(1, "b", 1);
        accepted(1, 2);
        accepted(0, 3);
        var verdict = verdict();
        assertThat(verdict.put()).isEqualTo(2);
        assertThat(verdict.accepted()).isEqualTo(2);
        assertThat(verdict.complaints()).isEmpty();
        assertThat(verdict.firstRecord()).hasSeconds(2);
    }

    @Test
    void neighboursThatAreLostAreOneLossWithTheirShardSequenceNumbersAndWhatHappened() {
        for (int i = 0; i < 6; i++) {
            put(i, "a", i);
        }
        put(6, "b", 6);
        happening("kill -9 of all", 20, 23);
        accepted(0, 1);
        accepted(1, 2);
        accepted(5, 24);
        accepted(6, 24);
        var verdict = verdict();
        assertThat(verdict.lost()).isEqualTo(3);
        assertThat(verdict.losses()).singleElement().satisfies(loss -> {
            assertThat(loss.shard()).isEqualTo("a");
            assertThat(loss.from()).isEqualTo("4900002");
            assertThat(loss.to()).isEqualTo("4900004");
            assertThat(loss.firstId()).isEqualTo("v-0a1b2c3d-2");
            assertThat(loss.toString())
                    .contains("3 records of a", "4900002 to 4900004", "kill -9 of all (20.0 s to 23.0 s)");
        });
    }

    @Test
    void aTailThatIsLostIsToldWithWhatHappenedWhenItWasPutAndNotWithWhatCameMuchLater() {
        put(0, "child", 10);
        put(1, "child", 11);
        happening("split of parent", 9, 9);
        happening("reads throttled", 40, 50);
        assertThat(verdict().losses())
                .singleElement()
                .satisfies(loss ->
                        assertThat(loss.when()).contains("split of parent").doesNotContain("throttled"));
    }

    @Test
    void aDoubleIsExplainedByWhatHappenedSinceItWasPutAndNotByWhatComesLater() {
        put(0, "a", 1);
        put(1, "a", 1);
        accepted(0, 2);
        accepted(1, 2);
        accepted(0, 3);
        happening("stopped and started again", 4, 7);
        accepted(1, 8);
        var verdict = verdict();
        assertThat(verdict.doubled()).isEqualTo(2);
        assertThat(verdict.unexplained()).isOne();
        assertThat(verdict.lost()).isZero();
    }

    /** A reader that has fetched more than it has told goes back to what it has told. */
    @Test
    void aDoubleIsExplainedByWhatHappenedWhileTheRecordLayUnread() {
        put(0, "a", 1);
        happening("iterators expire", 2, 2);
        accepted(0, 3);
        accepted(0, 4);
        put(1, "a", 5);
        accepted(1, 6);
        accepted(1, 7);
        assertThat(verdict().doubled()).isEqualTo(2);
        assertThat(verdict().unexplained()).isOne();
    }

    @Test
    void whatHasNotEndedExplainsToo() {
        put(0, "a", 1);
        judge.begins("answers late", Duration.ofSeconds(1));
        accepted(0, 2);
        accepted(0, 3);
        assertThat(verdict().unexplained()).isZero();
    }

    @Test
    void aRecordThatIsOnTheStreamTwiceMayBeAcceptedTwice() {
        put(0, "a", 1);
        put(0, "b", 1);
        accepted(0, 2);
        accepted(0, 2);
        assertThat(verdict().copies()).isOne();
        assertThat(verdict().doubled()).isZero();
        accepted(0, 3);
        assertThat(verdict().doubled()).isOne();
    }

    @Test
    void whatIsToldBeforeItIsKnownToBeStoredIsNoStranger() {
        judge.numbered(1);
        accepted(0, 1);
        assertThat(verdict().put()).isZero();
        put(0, "a", 1);
        assertThat(verdict().accepted()).isOne();
        assertThat(judge.outstanding()).isZero();
    }

    /** Who was not heard in time, and is told to stop, says what he has at hand: that he has lost the rest is not proved. */
    @Test
    void aFirstWordThatComesWhenNobodyWaitsAnyMoreProvesNothing() {
        put(0, "a", 1);
        put(1, "a", 1);
        assertThat(judge.givesUp()).isTrue();
        accepted(0, 61);
        assertThat(verdict().isOfNothing()).isTrue();
        assertThat(verdict().complaints()).isEmpty();
    }

    @Test
    void aFirstWordThatComesAtTheLastMomentIsHeard() {
        put(0, "a", 1);
        accepted(0, 60);
        assertThat(judge.givesUp()).isFalse();
        put(1, "a", 60);
        accepted(1, 61);
        assertThat(verdict().accepted()).isEqualTo(2);
    }

    @Test
    void idsThatWereNeverMadeAreCountedApart() {
        put(0, "a", 1);
        judge.accepted("v-0a1b2c3d-1", "me", Duration.ofSeconds(2));
        judge.accepted("v-ffffffff-0", "me", Duration.ofSeconds(2));
        judge.accepted("v-ffffffff-0", "me", Duration.ofSeconds(2));
        var verdict = verdict();
        assertThat(verdict.neverMade()).isEqualTo(3);
        assertThat(verdict.strangers()).containsExactly("v-0a1b2c3d-1", "v-ffffffff-0");
        assertThat(verdict.isOfNothing()).isTrue();
    }

    @Test
    void orderCountsWithinAShardAndATellerAndOnlyTheFirstTime() {
        for (int i = 0; i < 4; i++) {
            put(i, "a", 1);
        }
        put(4, "b", 1);
        accepted(0, 2);
        accepted(4, 2);
        accepted(2, 2); // overtakes 1
        accepted(1, 2);
        happening("restart", 3, 3);
        accepted(0, 4); // again, and no disorder
        judge.accepted(numbers.id(3), "another", Duration.ofSeconds(5));
        assertThat(verdict().outOfOrder()).isOne();
    }

    @Test
    void aChildsRecordIsBeforeItsParentsIfOneOfThemIsAcceptedLater() {
        put(0, "parent", 1);
        put(1, "parent", 1);
        put(2, "child", 1);
        put(3, "grandchild", 1);
        put(4, "other", 1);
        judge.descends("child", "parent");
        judge.descends("grandchild", "child");
        accepted(0, 2);
        accepted(3, 3);
        accepted(4, 3);
        accepted(2, 4);
        accepted(1, 5);
        assertThat(verdict().beforeParents()).isEqualTo(2);
        assertThat(verdict().outOfOrder()).isZero();
        assertThat(verdict().complaints()).singleElement().asString().startsWith("2 accepted before");
    }

    @Test
    void aChildsRecordIsNotBeforeAParentsThatComesAgainOrIsLost() {
        put(0, "parent", 1);
        put(1, "parent", 1);
        put(2, "child", 1);
        judge.descends("child", "parent");
        accepted(0, 2);
        accepted(2, 3);
        happening("restart", 4, 4);
        accepted(0, 5);
        assertThat(verdict().beforeParents()).isZero();
    }

    @Test
    void ofTwoTellersOnlyWhatLiesApartCounts() {
        put(0, "parent", 1);
        put(1, "child", 1);
        judge.descends("child", "parent");
        judge.accepted(numbers.id(1), "one", Duration.ofMillis(2_000));
        judge.accepted(numbers.id(0), "another", Duration.ofMillis(2_250));
        assertThat(verdict().beforeParents()).isZero();
        put(2, "parent", 1);
        judge.accepted(numbers.id(2), "another", Duration.ofMillis(2_400));
        assertThat(verdict().beforeParents()).isOne();
    }

    @Test
    void whatExpiredIsNotLost() {
        for (int i = 0; i < 4; i++) {
            put(i, "a", i);
        }
        accepted(0, 1);
        judge.expired(2);
        accepted(3, 9);
        var verdict = verdict();
        assertThat(verdict.expired()).isOne();
        assertThat(verdict.losses()).singleElement().extracting(Loss::firstId).isEqualTo("v-0a1b2c3d-2");
        assertThat(verdict.toString()).contains("1 lost", "1 expired before it came back");
    }

    @Test
    void caughtUpIsWhenAllThatHadBeenPutByTheEndOfIt() {
        put(0, "a", 1);
        put(1, "a", 9);
        happening("frozen", 2, 5);
        accepted(0, 7);
        accepted(1, 30);
        assertThat(verdict().caughtUp()).hasSeconds(2);
        happening("merge", 10, 10);
        assertThat(verdict().caughtUp()).hasSeconds(20);
    }

    @Test
    void silenceIsLongerBeforeTheFirstWordAfterAStart() {
        put(0, "a", 1);
        accepted(0, 10);
        assertThat(isSilent(20, 5)).isFalse();
        assertThat(isSilent(21, 5)).isTrue();
        assertThat(isSilent(71, 11)).isFalse();
        assertThat(isSilent(72, 11)).isTrue();
    }

    private boolean isSilent(int second, int started) {
        return judge.isSilent(
                Duration.ofSeconds(second),
                Duration.ofSeconds(started),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    @Test
    void theTimelineShowsALossWhenItWasPut() {
        put(0, "a", 1);
        put(1, "a", 3);
        accepted(0, 2);
        var timeline = verdict().timeline();
        assertThat(timeline.put()[2]).isOne();
        assertThat(timeline.accepted()[4]).isOne();
        assertThat(timeline.lost()[6]).isOne();
    }

    private void put(long number, String shard, int second) {
        judge.put(number, shard, "490000" + number, Duration.ofSeconds(second));
    }

    private void accepted(long number, int second) {
        judge.accepted(numbers.id(number), "me", Duration.ofSeconds(second));
    }

    private void happening(String what, int from, int to) {
        judge.ends(judge.begins(what, Duration.ofSeconds(from)), Duration.ofSeconds(to));
    }

    private ScenarioVerdict verdict() {
        return judge.verdict(Duration.ofSeconds(60));
    }
}
