package delivery.localkinesis.engine;

import static delivery.localkinesis.api.KinesisError.Type.LimitExceededException;
import static delivery.localkinesis.api.KinesisError.Type.ResourceInUseException;
import static delivery.localkinesis.api.KinesisError.Type.ResourceNotFoundException;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.api.StreamSummary;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamLifeTest {
    private static final Duration TRANSITION = Duration.ofMillis(500);

    private final FakeTime time = new FakeTime();
    private final Engine engine = new Engine(time, new Random(3), EngineOptions.DEFAULT.withTransition(TRANSITION));

    @Test
    void aStreamIsCreatingThenActive() {
        engine.createStream("s", 2);
        assertThat(status()).isEqualTo(StreamStatus.CREATING);
        assertThat(engine.describeStream("s", null, 100).shards()).isEmpty();
        Refusals.assertRefused(
                ResourceNotFoundException, "Stream s under account", () -> engine.putRecord("s", Engines.entry("x")));
        Refusals.assertRefused(
                ResourceInUseException,
                "not ACTIVE, instead in state CREATING",
                () -> engine.listShards("s", ShardFilter.ALL, null, 10));
        time.advance(TRANSITION.minusMillis(1));
        assertThat(status()).isEqualTo(StreamStatus.CREATING);
        time.advance(Duration.ofMillis(1));
        assertThat(status()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(engine.describeStream("s", null, 100).shards()).hasSize(2);
        engine.putRecord("s", Engines.entry("x"));
    }

    @Test
    void whileUpdatingItTakesRecordsButNoSecondReshard() {
        engine.createActiveStream("s", 1);
        engine.splitShard("s", Engines.id(0), "1000");
        assertThat(status()).isEqualTo(StreamStatus.UPDATING);
        engine.putRecord("s", Engines.entry("x"));
        Refusals.assertRefused(ResourceInUseException, "UPDATING", () -> engine.splitShard("s", Engines.id(0), "2000"));
        Refusals.assertRefused(ResourceInUseException, "UPDATING", () -> engine.updateShardCount("s", 2));
        time.advance(TRANSITION);
        assertThat(status()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(engine.describeStreamSummary("s").openShards()).isEqualTo(2);
        engine.mergeShards("s", Engines.id(1), Engines.id(2));
    }

    @Test
    void aDeletedStreamIsGoneAfterItsTransitionAndItsNameIsFreeAgain() {
        engine.createActiveStream("s", 1);
        engine.putRecord("s", Engines.entry("x"));
        var iterator = engine.getShardIterator("s", Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
        var page = engine.getRecords(iterator);
        var old = page.records().get(0).sequenceNumber();
        engine.deleteStream("s");
        assertThat(status()).isEqualTo(StreamStatus.DELETING);
        assertThat(engine.describeStream("s", null, 10).shards()).isEmpty();
        assertThat(engine.listShards("s", ShardFilter.ALL, null, 10).shards()).isEmpty();
        assertThat(engine.describeStreamSummary("s").openShards()).isZero();
        Refusals.assertRefused(ResourceNotFoundException, "not found", () -> engine.putRecord("s", Engines.entry("x")));
        Refusals.assertRefused(ResourceInUseException, "already exists", () -> engine.createStream("s", 1));
        Refusals.assertRefused(ResourceNotFoundException, "not found", () -> engine.deleteStream("s"));
        Refusals.assertRefused(
                ResourceNotFoundException,
                "Shard shardId-000000000000 in stream s under account 000000000000 does not exist",
                () -> engine.getRecords(iterator));
        time.advance(TRANSITION);
        Refusals.assertRefused(ResourceNotFoundException, "Stream s under account", this::status);
        Refusals.assertRefused(
                ResourceNotFoundException,
                "Shard shardId-000000000000 in stream s under account 000000000000 does not exist",
                () -> engine.getRecords(iterator));
        assertThat(engine.listStreams(null, 10).streams()).isEmpty();

        engine.createStream("s", 1);
        Refusals.assertRefused(
                ResourceNotFoundException,
                "Shard shardId-000000000000 in stream s under account 000000000000 does not exist",
                () -> engine.getRecords(iterator));
        time.advance(TRANSITION);
        assertThat(engine.getRecords(iterator).records()).isEmpty();
        Refusals.assertRefused(
                KinesisError.Type.InvalidArgumentException,
                "did not come from this stream",
                () -> engine.getShardIterator("s", Engines.id(0), IteratorType.AFTER_SEQUENCE_NUMBER, old, null));
        assertThat(engine.retainedBytes()).isZero();
        assertThat(engine.totals().records()).isEqualTo(1);
        engine.putRecord("s", Engines.entry("y"));
        assertThat(Engines.texts(engine.getRecords(page.nextShardIterator())))
                .as("an iterator is for a name, and all that is under it now is later")
                .containsExactly("y");
    }

    @Test
    void streamsAreListedByNameInPages() {
        for (var name : new String[] {"c", "a", "b"}) {
            engine.createActiveStream(name, 1);
        }
        var page = engine.listStreams(null, 2);
        assertThat(page.streams()).extracting(StreamSummary::name).containsExactly("a", "b");
        assertThat(page.hasMoreStreams()).isTrue();
        assertThat(engine.listStreams("b", 2).streams())
                .extracting(StreamSummary::name)
                .containsExactly("c");
        assertThat(engine.listMoreStreams(page.nextToken(), 2).streams())
                .extracting(StreamSummary::name)
                .containsExactly("c");
        assertThat(engine.listStreams("b", 2).hasMoreStreams()).isFalse();
    }

    @Test
    void descriptionsArePaged() {
        engine.createActiveStream("s", 3);
        var page = engine.describeStream("s", null, 2);
        assertThat(page.shards()).hasSize(2);
        assertThat(page.hasMoreShards()).isTrue();
        var rest = engine.describeStream("s", Engines.id(1), 2);
        assertThat(rest.shards()).extracting(ShardDescription::shardId).containsExactly(Engines.id(2));
        assertThat(rest.hasMoreShards()).isFalse();
    }

    @Test
    void moreStreamsOrShardsThanAnAccountMayHaveAreRefused() {
        for (int i = 0; i < 5; i++) {
            engine.createStream("s" + i, 1);
        }
        Refusals.assertRefused(LimitExceededException, "5 are CREATING", () -> engine.createStream("s5", 1));
        time.advance(TRANSITION);
        engine.createStream("s5", 19_995 - 1);
        Refusals.assertRefused(LimitExceededException, "shard limit", () -> engine.createActiveStream("s6", 2));
        engine.createActiveStream("s6", 1);
        Refusals.assertRefused(
                LimitExceededException, "shard limit", () -> engine.splitShard("s0", Engines.id(0), "1000"));
    }

    private StreamStatus status() {
        return engine.describeStreamSummary("s").status();
    }
}
