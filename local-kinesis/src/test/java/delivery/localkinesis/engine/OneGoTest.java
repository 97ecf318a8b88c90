package delivery.localkinesis.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The records of one PutRecords that are for one shard come to its readers all at once. */
@Timeout(60)
class OneGoTest {
    private static final int BATCHES = 3_000;
    private static final int RECORDS = 5;

    private final Engine engine = new Engine(
            InstantSource.system(),
            new Random(1),
            EngineOptions.DEFAULT.withLimits(false).withTransition(Duration.ZERO));

    @Test
    void aSubscriberGetsABatchAsOneEvent() {
        engine.createActiveStream("s", 1);
        var consumer =
                engine.registerStreamConsumer(engine.describeStreamSummary("s").arn(), "app");
        var feed = engine.subscribe(consumer.arn(), Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
        var putting = CompletableFuture.runAsync(this::putBatches);
        var records = 0;
        while (records < BATCHES * RECORDS) {
            var event = feed.next(false);
            if (event != null) {
                assertThat(event.page().copied().records().size() % RECORDS)
                        .as("parts of a batch")
                        .isZero();
                records += event.page().copied().records().size();
            }
        }
        putting.join();
    }

    @Test
    void aPageEndsBetweenBatches() {
        engine.createActiveStream("s", 1);
        var putting = CompletableFuture.runAsync(this::putBatches);
        var iterator = engine.getShardIterator("s", Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
        var records = 0;
        while (records < BATCHES * RECORDS) {
            var page = engine.getRecords(iterator);
            assertThat(page.records().size() % RECORDS).isZero();
            records += page.records().size();
            iterator = page.nextShardIterator();
        }
        putting.join();
    }

    @Test
    void theOrderOfABatchIsKeptInEachShard() {
        engine.createActiveStream("s", 7);
        var random = new Random(3);
        var expected = new ArrayList<List<String>>();
        for (int i = 0; i < 7; i++) {
            expected.add(new ArrayList<>());
        }
        for (int batch = 0; batch < 50; batch++) {
            var entries = new ArrayList<NewRecord>();
            for (int i = 0; i < 40; i++) {
                entries.add(new NewRecord((batch + "/" + i).getBytes(UTF_8), "key " + random.nextInt(100)));
            }
            var results = engine.putRecords("s", entries).records();
            for (int i = 0; i < 40; i++) {
                expected.get(Integer.parseInt(results.get(i).shardId().substring("shardId-".length())))
                        .add(batch + "/" + i);
            }
        }
        for (int shard = 0; shard < 7; shard++) {
            var iterator = engine.getShardIterator("s", Engines.id(shard), IteratorType.TRIM_HORIZON, null, null);
            assertThat(Engines.texts(engine.getRecords(iterator))).isEqualTo(expected.get(shard));
        }
    }

    private void putBatches() {
        for (int i = 0; i < BATCHES; i++) {
            engine.putRecords("s", Collections.nCopies(RECORDS, Engines.entry("x")));
        }
    }
}
