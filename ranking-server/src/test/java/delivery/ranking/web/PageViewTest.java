package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.SourceProgress;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.web.PagePicture.LanePicture;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageViewTest {
    private static final long NOW = Events.START_MILLIS;
    private static final String PARENT = "shardId-000000000000";
    private static final String LOW = "shardId-000000000002";
    private static final String HIGH = "shardId-000000000003";

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final History history = new History();
    private final PageView view = new PageView("run", List.of(), history);

    private PagePicture at(double seconds) {
        time.advanceTo(Instant.ofEpochMilli(Events.START_MILLIS + (long) (seconds * 1_000)));
        state.advanceTo(time);
        return view.next(state.picture());
    }

    private static List<String> shards(PagePicture page) {
        return page.lanes().stream().map(lane -> lane.shard().shardId()).toList();
    }

    private static LanePicture lane(PagePicture page, String shard) {
        return page.lanes().stream()
                .filter(each -> each.shard().shardId().equals(shard))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLaneTellsRecordsAndBytesOfTheLastSeconds() {
        var consumer = new DirectConsumer(state, Hellos.of(PARENT));
        at(0);
        consumer.bring(Events.created(1), Events.created(2), Events.assigned(1), Events.completed(1));
        var lane = lane(at(2), PARENT);
        assertThat(lane.recordsPerSecond()).isEqualTo(2);
        assertThat(lane.bytesPerSecond()).isEqualTo((2 * 368 + 2 * 240) / 2.0);
        for (var second = 3; second < 10; second++) {
            at(second);
        }
        assertThat(lane(at(10), PARENT).recordsPerSecond()).isZero();
    }

    @Test
    void twoHundredLanesAreToldEveryOtherTimeUnlessOneComes() {
        var consumers = IntStream.range(100, 300)
                .mapToObj(number -> new DirectConsumer(state, Hellos.of("shardId-000000000" + number)))
                .toList();
        var first = at(1).lanes();
        consumers.get(7).bring(Events.created(1));
        assertThat(at(1.2).lanes()).isSameAs(first);
        assertThat(lane(at(1.4), "shardId-000000000107").shard().records().read())
                .isOne();
        new DirectConsumer(state, Hellos.of("shardId-000000000300"));
        assertThat(at(1.5).lanes()).hasSize(201);
    }

    @Test
    void aLaneTellsWhatItsQuotaRefusedOfAllSources() {
        var consumer = new DirectConsumer(state, Hellos.of(PARENT));
        at(0);
        // In the order in which shards were read, not in that in which they were said.
        consumer.bring(
                consumer.batch().progress(throttled(Events.PRODUCER, 12), NOW).to(1));
        consumer.bring(
                consumer.batch().progress(throttled(Events.PRODUCER, 7), NOW).to(2));
        consumer.bring(
                consumer.batch().progress(throttled(Events.DRIVERS, 8), NOW).to(3));
        var lane = lane(at(2), PARENT);
        assertThat(lane.shard().lane().throttled()).isEqualTo(20);
        assertThat(lane.throttledPerSecond()).isEqualTo(10);
        for (var second = 3; second < 10; second++) {
            at(second);
        }
        assertThat(lane(at(10), PARENT).throttledPerSecond()).isZero();
        assertThat(lane(at(10), PARENT).shard().lane().throttled()).isEqualTo(20);
    }

    private static SourceProgress throttled(String source, long count) {
        return new SourceProgress(source, 0, false, Events.START_MILLIS, Map.of(PARENT, count));
    }

    @Test
    void aBatchThatComesTwiceIsReadOnce() {
        var consumer = new DirectConsumer(state, Hellos.of(PARENT));
        var batch = consumer.batch().event(Events.created(1)).to(49);
        consumer.bring(batch);
        consumer.bring(batch);
        assertThat(lane(at(1), PARENT).shard().lane().bytes()).isEqualTo(368);
    }

    @Test
    void whenAShardIsSplitItsChildrenTakeItsPlaceAndItStaysAsTheirParent() {
        var parent = new DirectConsumer(state, Hellos.of(PARENT).part(0, 2));
        new DirectConsumer(state, Hellos.of("shardId-000000000001").part(1, 2));
        parent.bring(parent.batch().event(Events.created(1)).end(LOW, HIGH));
        assertThat(shards(at(1))).containsExactlyInAnyOrder(PARENT, "shardId-000000000001", LOW, HIGH);
        assertThat(lane(at(1), LOW).shard().lane().parents()).containsExactly(PARENT);
        assertThat(lane(at(1), LOW).shard().lane().start()).isNegative();
        new DirectConsumer(state, Hellos.of(LOW).parents(PARENT).part(0, 4));
        var high = new DirectConsumer(state, Hellos.of(HIGH).parents(PARENT).part(1, 4));
        assertThat(shards(at(2))).containsExactly(PARENT, LOW, HIGH, "shardId-000000000001");
        assertThat(lane(at(2), HIGH).shard().lane().start()).isCloseTo(0.25, within(1e-9));
        // The next generation: of those that ended only the parents of the living are shown.
        high.bring(high.batch().end("shardId-000000000004"));
        new DirectConsumer(
                state, Hellos.of("shardId-000000000004").parents(HIGH).part(1, 4));
        assertThat(shards(at(3))).contains(HIGH, PARENT);
        var low = new DirectConsumer(
                state, Hellos.of(LOW).parents(PARENT).part(0, 4).takeover());
        low.bring(low.batch().end("shardId-000000000005"));
        assertThat(shards(at(4))).doesNotContain(PARENT);
    }

    @Test
    void afterARestartItCatchesUpFromNothingToAllOfIt() {
        var consumer = new DirectConsumer(state, Hellos.of(PARENT));
        assertThat(at(1).catchUp().isKnown()).isFalse();
        consumer.bring(consumer.batch().behind(100_000).event(Events.created(1)).to(49));
        assertThat(at(1).catchUp().share()).isZero();
        consumer.bring(consumer.batch().behind(7_000).event(Events.created(2)).to(50));
        assertThat(at(1).catchUp().share()).isCloseTo(0.93, within(1e-9));
        consumer.bring(consumer.batch().behind(0));
        assertThat(at(1).catchUp().share()).isOne();
    }

    @Test
    void aLagThatComesWithEveryPageIsNotBeingBehind() {
        var catchUp = new CatchUp();
        assertThat(catchUp.progress(true, List.of(0.2, 4.9)).share()).isOne();
        assertThat(catchUp.progress(true, List.of(0.2, 10.0)).share()).isZero();
        assertThat(catchUp.progress(true, List.of(0.2, 5.0)).share()).isEqualTo(0.5);
        assertThat(catchUp.progress(true, List.of(0.2, 20.0)).share()).isZero();
        assertThat(catchUp.progress(true, List.of(0.2, 1.0)).share()).isOne();
        assertThat(catchUp.progress(true, Arrays.asList(0.2, null)).isKnown()).isFalse();
        assertThat(catchUp.progress(false, List.of(0.2)).isKnown()).isFalse();
    }

    @Test
    void rankingsTellWhoClimbedAndWhoFellWithinAMinute() {
        var movement = new Movement<String>();
        assertThat(movement.of(List.of(), 0)).isEmpty();
        assertThat(movement.of(List.of("a", "b", "c"), 1)).containsExactly(0, 0, 0);
        assertThat(movement.of(List.of("c", "a"), 30_000))
                .as("too early to tell")
                .containsExactly(0, 0);
        assertThat(movement.of(List.of("c", "a", "d"), 60_001)).containsExactly(2, -1, Movement.NEW);
        assertThat(movement.of(List.of("c", "a", "d"), 121_000)).containsExactly(0, 0, 0);
    }

    @Test
    void theHistoryHasASampleASecondAndTheAverageOfWhatItBrought() {
        var consumer = new DirectConsumer(state, Hellos.of(PARENT));
        at(0);
        consumer.bring(Events.created(1), Events.created(2), Events.assigned(1), Events.completed(1));
        at(1.05);
        at(1.5);
        at(2.05);
        assertThat(history.samples()).hasSize(2);
        var first = history.samples().get(0);
        assertThat(first.created()).isCloseTo(2 / 1.05, within(1e-9));
        assertThat(first.responseSeconds()).isEqualTo(2);
        assertThat(first.completionSeconds()).isEqualTo(18);
        assertThat(history.samples().get(1).responseSeconds()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "-P2D", "PT50M", "-PT50M"})
    void theHistoryEndsNowWhicheverWayTheClockIsSetAndBack(String step) {
        for (var set : List.of(
                Duration.ZERO, Duration.parse(step), Duration.parse(step).negated())) {
            time.step(set);
            for (var second = 0; second < 30; second++) {
                time.advance(Duration.ofSeconds(1));
                state.advanceTo(time);
                view.next(state.picture());
            }
        }
        assertThat(history.samples()).isNotEmpty();
        assertThat(history.samples().get(history.samples().size() - 1).second())
                .isEqualTo(time.instant().getEpochSecond());
    }

    @Test
    void theHistoryForgetsWhatIsOlderThanAQuarterOfAnHour() {
        for (var second = 0; second < History.SECONDS + 50; second++) {
            at(second);
        }
        assertThat(history.samples()).hasSize(History.SECONDS);
        assertThat(history.samples().get(0).second()).isEqualTo(Events.START_MILLIS / 1_000 + 50);
    }

    @Test
    void aCounterThatFellBeginsAnew() {
        var rate = new Rate();
        rate.perSecond(1_000, 0);
        assertThat(rate.perSecond(2_000, 1_000)).isEqualTo(1_000);
        assertThat(rate.perSecond(5, 2_000)).isZero();
        assertThat(rate.perSecond(15, 3_000)).isEqualTo(10);
    }
}
