package delivery.localkinesis.engine;

import static delivery.localkinesis.api.KinesisError.Type.InvalidArgumentException;
import static delivery.localkinesis.api.KinesisError.Type.ValidationException;
import static delivery.localkinesis.engine.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.StreamMode;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Record distribution AUTO. */
class SpreadTest {
    private static final String FREE = "free";

    private final Engines local = Engines.withoutLimits(2);
    private final Engine engine = local.engine;

    @BeforeEach
    void create() {
        engine.createStream(NewStream.onDemand(FREE).withSpreads(true));
    }

    @Test
    void recordsOfOneKeyGoEvenlyToAllShards() {
        engine.putRecords(FREE, Collections.nCopies(400, new NewRecord(new byte[1], "k", "0")));
        for (int shard = 0; shard < 4; shard++) {
            assertThat(records(shard)).hasSizeBetween(98, 102);
        }
    }

    @Test
    void aRecordMayComeWithoutAKeyAndIsReadWithAnEmptyOne() {
        for (int i = 0; i < 4; i++) {
            engine.putRecord(FREE, new NewRecord("a".getBytes(UTF_8), null));
        }
        var keys = new ArrayList<String>();
        for (int shard = 0; shard < 4; shard++) {
            keys.addAll(records(shard));
        }
        assertThat(keys).containsExactly("", "", "", "");
    }

    @Test
    void thereIsNoOrderToAskFor() {
        var number = engine.putRecord(FREE, Engines.entry("a")).sequenceNumber();
        assertRefused(
                InvalidArgumentException,
                "SequenceNumberForOrdering",
                () -> engine.putRecord(FREE, Engines.entry("b"), number));
    }

    @Test
    void onceItGoesByKeysAgainAKeyIsNeeded() {
        engine.tuning().spread(FREE, false);
        assertThat(engine.tuning().spreads(FREE)).isFalse();
        assertRefused(
                ValidationException, "partitionKey", () -> engine.putRecord(FREE, new NewRecord(new byte[1], null)));
        engine.putRecords(FREE, Collections.nCopies(9, new NewRecord(new byte[1], "k", "0")));
        assertThat(records(0)).hasSize(9);
    }

    @Test
    void onlyOnDemandStreamsSpread() {
        assertRefused(
                InvalidArgumentException, "on-demand", () -> engine.tuning().spread(Engines.STREAM, true));
        engine.tuning().spread(Engines.STREAM, false);
        engine.updateStreamMode(FREE, StreamMode.PROVISIONED);
        assertThat(engine.describeStreamSummary(FREE).spreads()).isFalse();
    }

    private java.util.List<String> records(int shard) {
        var iterator = engine.getShardIterator(FREE, Engines.id(shard), IteratorType.TRIM_HORIZON, null, null);
        return engine.getRecords(iterator).records().stream()
                .map(record -> record.partitionKey())
                .toList();
    }
}
