package delivery.localkinesis.fault;

import static delivery.localkinesis.api.KinesisError.Type.ExpiredIteratorException;
import static delivery.localkinesis.api.KinesisError.Type.InternalFailure;
import static delivery.localkinesis.api.KinesisError.Type.ProvisionedThroughputExceededException;
import static delivery.localkinesis.api.KinesisError.Type.ServiceUnavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.engine.Engines;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultyEngineTest {
    private final Engines local = Engines.withoutLimits(1);
    private final Faults faults = new Faults(local.time, 7);
    private final FaultyEngine faulty = new FaultyEngine(local.engine, faults, local.time::advance);

    @Test
    void withoutFaultsItIsTheEngine() {
        assertThat(put("a").shardId()).isEqualTo(Engines.id(0));
        assertThat(local.all(0)).containsExactly("a");
        assertThat(faults.counts()).isEmpty();
    }

    @Test
    void aProbabilityIsAShareOfTheCallsAndTheSameOnesInEachRun() {
        faults.set("put:throttle=0.05");
        var first = throttledOf(10_000);
        assertThat(first.size()).isCloseTo(500, within(60));
        assertThat(faults.counts())
                .containsExactly(new Faults.Count(Fault.parse("put:throttle=0.05"), 10_000, first.size()));
        faults.set("put:throttle=0.05");
        assertThat(throttledOf(10_000)).isEqualTo(first);
        assertThat(local.engine.totals().records()).isEqualTo(2 * (10_000 - first.size()));
    }

    @Test
    void anotherSeedStrikesOtherCalls() {
        faults.set("put:throttle=0.05");
        var other = new Faults(local.time, 8);
        other.set("put:throttle=0.05");
        var struck = throttledOf(1_000);
        assertThat(IntStream.range(0, 1_000)
                        .filter(i -> other.next("PutRecord") != CallFaults.NONE)
                        .boxed()
                        .toList())
                .isNotEqualTo(struck);
    }

    @Test
    void everyThirdCallAndTheFirstTwo() {
        faults.set("put:throttle,every=3");
        assertThat(throttledOf(9)).containsExactly(2, 5, 8);
        faults.set("put:throttle,first=2");
        assertThat(throttledOf(9)).containsExactly(0, 1);
    }

    @Test
    void betweenTwoMomentsOnly() {
        faults.set("put:throttle,from=10s,until=20s");
        assertThat(throttledOf(1)).isEmpty();
        local.time.advance(Duration.ofSeconds(10));
        assertThat(throttledOf(1)).hasSize(1);
        local.time.advance(Duration.ofMillis(9_999));
        assertThat(throttledOf(1)).hasSize(1);
        local.time.advance(Duration.ofMillis(1));
        assertThat(throttledOf(1)).isEmpty();
    }

    @Test
    void aThrottledBatchIsRefusedEntryByEntry() {
        faults.set("put:throttle");
        var answer = putRecords(3);
        assertThat(answer.failedRecordCount()).isEqualTo(3);
        assertThat(answer.records())
                .extracting(PutRecordsResult.Entry::errorCode)
                .containsOnly(ProvisionedThroughputExceededException.name());
        assertThat(local.all(0)).isEmpty();
    }

    @Test
    void someEntriesAreRefusedTheOthersStoredAndTheCountIsRight() {
        faults.set("put:partial,share=0.3");
        var answer = putRecords(500);
        assertThat(answer.failedRecordCount()).isCloseTo(150, within(40));
        assertThat(answer.records()).hasSize(500);
        var stored = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            if (answer.records().get(i).isStored()) {
                stored.add("r" + i);
            }
        }
        assertThat(stored).hasSize(500 - answer.failedRecordCount());
        assertThat(local.all(0)).isEqualTo(stored);
    }

    @Test
    void aBatchThatIsNotAllowedIsRefusedWhateverWouldGoWrong() {
        faults.set("put:partial,share=1");
        assertThatThrownBy(() -> faulty.putRecords(Engines.STREAM, List.of())).isInstanceOf(KinesisError.class);
    }

    @Test
    void aPutThatIsDoneAndNeverAnsweredIsInTheStream() {
        faults.set("put:timeout,first=1");
        assertThatThrownBy(() -> put("a"))
                .isInstanceOfSatisfying(
                        FaultyEngine.ConnectionLost.class,
                        e -> assertThat(e.isDone()).isTrue());
        put("a"); // as a client does that does not know
        assertThat(local.all(0)).containsExactly("a", "a");
    }

    @Test
    void aConnectionThatIsResetHasDoneNothing() {
        faults.set("put:reset");
        assertThatThrownBy(() -> put("a"))
                .isInstanceOfSatisfying(
                        FaultyEngine.ConnectionLost.class,
                        e -> assertThat(e.isDone()).isFalse());
        assertThat(local.all(0)).isEmpty();
    }

    @Test
    void failuresOfTheServiceAreOfItsTypes() {
        faults.set("PutRecord:error", "iterator:unavailable");
        assertThatThrownBy(() -> put("a"))
                .isInstanceOfSatisfying(
                        KinesisError.class, e -> assertThat(e.type()).isEqualTo(InternalFailure));
        assertThatThrownBy(this::iterator)
                .isInstanceOfSatisfying(
                        KinesisError.class, e -> assertThat(e.type()).isEqualTo(ServiceUnavailable));
        assertThatCode(() -> putRecords(1)).doesNotThrowAnyException();
    }

    @Test
    void latencyPassesBeforeTheCallAndAddsUp() {
        faults.set("put:latency,delay=200ms", "all:latency,delay=1s");
        var before = local.time.instant();
        put("a");
        assertThat(Duration.between(before, local.time.instant())).isEqualTo(Duration.ofMillis(1_200));
    }

    @Test
    void aPageIsEmptyWithALagThoughThereAreRecordsAndTheNextOneGoesOnFromThere() {
        put("a");
        put("b");
        local.time.advance(Duration.ofMillis(40));
        faults.set("get:empty,first=1");
        var empty = faulty.getRecords(iterator(), 10);
        assertThat(empty.records()).isEmpty();
        assertThat(empty.millisBehindLatest()).isEqualTo(40);
        var next = faulty.getRecords(empty.nextShardIterator(), 10);
        assertThat(Engines.texts(next)).containsExactly("a", "b");
        assertThat(next.millisBehindLatest()).isZero();
    }

    @Test
    void whereThereAreNoRecordsThereIsNoLagEither() {
        faults.set("get:empty");
        var page = faulty.getRecords(iterator(), 10);
        assertThat(page.millisBehindLatest()).isZero();
        assertThat(page.nextShardIterator()).isNotNull();
    }

    @Test
    void iteratorsExpireBeforeTheirTime() {
        faults.set("get:expire,age=30s");
        var iterator = iterator();
        local.time.advance(Duration.ofMillis(29_999));
        assertThatCode(() -> faulty.getRecords(iterator, 10)).doesNotThrowAnyException();
        local.time.advance(Duration.ofMillis(1));
        assertThatThrownBy(() -> faulty.getRecords(iterator, 10))
                .isInstanceOfSatisfying(
                        KinesisError.class, e -> assertThat(e.type()).isEqualTo(ExpiredIteratorException));
        assertThatCode(() -> faulty.getRecords(iterator(), 10)).doesNotThrowAnyException();
    }

    @Test
    void theListOfShardsIsAsItWasAWhileAgo() {
        local.time.advance(Duration.ofMinutes(1));
        local.engine.splitShard(
                Engines.STREAM, Engines.id(0), BigInteger.TWO.pow(127).toString());
        local.time.advance(Duration.ofSeconds(1));
        faults.set("list:stale,age=5s");
        for (var filter : List.of(ShardFilter.ALL, ShardFilter.of(ShardFilter.Type.AT_LATEST))) {
            assertThat(faulty.listShards(Engines.STREAM, filter, null, 10).shards())
                    .singleElement()
                    .satisfies(shard -> {
                        assertThat(shard.shardId()).isEqualTo(Engines.id(0));
                        assertThat(shard.isOpen()).isTrue();
                    });
        }
        local.time.advance(Duration.ofSeconds(5));
        assertThat(faulty.listShards(Engines.STREAM, ShardFilter.ALL, null, 10).shards())
                .extracting(ShardDescription::isOpen)
                .containsExactly(false, true, true);
    }

    @Test
    void aBadFaultChangesNothing() {
        faults.set("put:throttle");
        assertThatThrownBy(() -> faults.set("put:error", "nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThat(faults.counts()).hasSize(1);
        faults.clear();
        assertThatCode(() -> put("a")).doesNotThrowAnyException();
    }

    private List<Integer> throttledOf(int calls) {
        var throttled = new ArrayList<Integer>();
        for (int i = 0; i < calls; i++) {
            try {
                put("a");
            } catch (KinesisError e) {
                assertThat(e.type()).isEqualTo(ProvisionedThroughputExceededException);
                throttled.add(i);
            }
        }
        return throttled;
    }

    private PutRecordResult put(String data) {
        return faulty.putRecord(Engines.STREAM, Engines.entry(data));
    }

    private PutRecordsResult putRecords(int count) {
        return faulty.putRecords(
                Engines.STREAM,
                IntStream.range(0, count).mapToObj(i -> Engines.entry("r" + i)).toList());
    }

    private String iterator() {
        return faulty.getShardIterator(Engines.STREAM, Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
    }
}
