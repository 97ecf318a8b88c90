package delivery.localkinesis.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineClock;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.fault.Faults;
import delivery.localkinesis.fault.FaultyEngine;
import delivery.localkinesis.scenario.PlainConsumer.Bug;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On a clock that only the waiting moves: nobody waits, and each time is the same. */
@Timeout(60)
class ScenariosTest {
    private static final ScenarioSettings SETTINGS =
            new ScenarioSettings(4, 300, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(2), 7, 100);

    @ParameterizedTest
    @MethodSource("all")
    void aConsumerThatIsRightPasses(Scenario scenario) {
        var verdict = play(scenario, null);
        assertThat(verdict.complaints()).as(verdict.toString()).isEmpty();
        assertThat(verdict.accepted()).isGreaterThan(500).isEqualTo(verdict.put() - verdict.expired());
        assertThat(verdict.expired() > 0).isEqualTo(scenario.name().equals("retention"));
        if (!scenario.name().equals("storm")) {
            assertThat(verdict.copies() > 0)
                    .as(verdict.copies() + " copies")
                    .isEqualTo(scenario.name().equals("timed-out-put"));
        }
    }

    static List<Scenario> all() {
        return Scenarios.all();
    }

    /** A reshard, an end, reads that fail and odd records: which ones, the seed decides. */
    @Test
    void eachStormHasOneOfEachKindAndManyStormsHaveAll() {
        var kinds = List.of(
                List.of("split of", "merge of", "scaling from"),
                List.of("kill -9 of all", "stopped and started again", "number 0 frozen"),
                List.of("iterators expire", "reads throttled", "pages empty", "ListShards"),
                List.of("puts without an answer", "a record that cannot be read"));
        var met = new TreeSet<String>();
        for (int seed = 1; seed <= 30; seed++) {
            var verdict = play(Scenarios.named("storm").orElseThrow(), null, SETTINGS.withSeed(seed));
            assertThat(verdict.complaints()).as("seed " + seed).isEmpty();
            for (var kind : kinds) {
                assertThat(kind.stream().filter(what -> hasHappened(verdict, what)))
                        .as("seed " + seed + ": " + verdict.happenings())
                        .hasSize(1)
                        .allSatisfy(met::add);
            }
        }
        assertThat(met)
                .containsExactlyInAnyOrderElementsOf(
                        kinds.stream().flatMap(List::stream).toList());
    }

    private static boolean hasHappened(ScenarioVerdict verdict, String what) {
        return verdict.happenings().stream().anyMatch(each -> each.what().startsWith(what));
    }

    /** And with what happened beside it. */
    @ParameterizedTest
    @CsvSource({
        "split, SKIPS_CHILDREN, split of",
        "merge, SKIPS_CHILDREN, merge of",
        "scale, SKIPS_CHILDREN, scaling from",
        "kill, CHECKPOINTS_AHEAD, kill -9 of all",
        "kill-one, CHECKPOINTS_AHEAD, kill -9 of number",
        "expired-iterator, LATEST_AFTER_EXPIRY, iterators expire",
        "empty-pages, LATEST_AFTER_AN_EMPTY_PAGE, 'pages empty, and a lag'",
        "term, LATEST_AFTER_A_RESTART, stopped and started again",
        "retention, LATEST_AFTER_A_RESTART, down for longer than the retention",
        "disorder, ONE_POSITION_FOR_ALL_SHARDS, a lag in",
        "aggregated, DOES_NOT_TAKE_AGGREGATES_APART, aggregated records",
        "poison, LEAVES_A_SHARD_AT_A_POISON_RECORD, records that cannot be read"
    })
    void aFaultIsFoundAndToldWithItsCause(String scenario, Bug bug, String cause) {
        var verdict = play(Scenarios.named(scenario).orElseThrow(), bug);
        assertThat(verdict.lost()).as(verdict.toString()).isPositive();
        assertThat(verdict.losses()).allSatisfy(loss -> assertThat(loss.when()).contains(cause));
    }

    @ParameterizedTest
    @CsvSource("steady, ACCEPTS_EACH_PAGE_TWICE")
    void aDoubleWithoutAReasonIsToldAsOne(String scenario, Bug bug) {
        var verdict = play(Scenarios.named(scenario).orElseThrow(), bug);
        assertThat(verdict.lost()).isZero();
        assertThat(verdict.unexplained()).isEqualTo(verdict.put());
    }

    /** What is not of that kind is found by no other. */
    @ParameterizedTest
    @CsvSource({
        "steady, SKIPS_CHILDREN",
        "term, CHECKPOINTS_AHEAD",
        "kill, LATEST_AFTER_EXPIRY",
        "split, LEAVES_A_SHARD_AT_A_POISON_RECORD"
    })
    void aFaultThatIsNotMetIsNotTold(String scenario, Bug bug) {
        assertThat(play(Scenarios.named(scenario).orElseThrow(), bug).lost()).isZero();
    }

    /** It ends 33 s after its first word, where a scenario is to be judged after 30 s. */
    @Test
    void whoIsSlowToComeBackHasLostNothing() {
        var verdict = play(Scenarios.named("kill").orElseThrow(), Bug.TAKES_LONG_TO_COME_BACK);
        assertThat(verdict.complaints()).as(verdict.toString()).isEmpty();
        assertThat(verdict.caughtUp()).isGreaterThan(Duration.ofSeconds(24));
    }

    @Test
    void whereNothingIsAcceptedNothingIsCalledLost() {
        var verdict = play(Scenarios.named("steady").orElseThrow(), Bug.ACCEPTS_NOTHING);
        assertThat(verdict.isOfNothing()).isTrue();
        assertThat(verdict.complaints()).isEmpty();
    }

    private static ScenarioVerdict play(Scenario scenario, Bug bug) {
        return play(scenario, bug, SETTINGS);
    }

    private static ScenarioVerdict play(Scenario scenario, Bug bug, ScenarioSettings settings) {
        var nanos = new AtomicLong();
        var clock = new ScenarioClock(1, nanos::get);
        var numbers = new RecordNumbers("00000007");
        var judge = new ScenarioJudge(numbers);
        var engineClock = new EngineClock(clock, clock::elapsed);
        var engine = new Engine(engineClock, new Random(7), EngineOptions.DEFAULT);
        engine.createActiveStream("orders", settings.shards());
        var faults = new Faults(engineClock, 7);
        var consumer = new PlainConsumer(
                "orders",
                new FaultyEngine(engine, faults, late -> {}),
                clock,
                id -> judge.accepted(id, "it", clock.running()),
                bug);
        new Stage(
                        engine,
                        "orders",
                        faults,
                        clock,
                        numbers,
                        judge,
                        consumer,
                        settings,
                        time -> nanos.addAndGet(time.toNanos()),
                        Runnable::run)
                .play(scenario);
        return judge.verdict(clock.running());
    }
}
