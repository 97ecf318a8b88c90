package delivery.fleet.shard;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.AppException;
import delivery.app.FakeTime;
import delivery.kinesis.EngineStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult.Stored;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.read.PageRoom;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.StreamIdentity;
import delivery.relay.ConsumerMetrics;
import delivery.relay.RetentionLookup;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A leased shard, told what the KCL would tell it, with a server that has its own idea of the position. */
class FleetShardTest {
    private static final String A = "shardId-000000000000";
    private static final BigInteger MIDDLE = BigInteger.ONE.shiftLeft(127);

    private final FakeTime time = new FakeTime();
    private final Engine engine = new Engine(
            time, new Random(1), EngineOptions.DEFAULT.withLimits(false).withTransition(Duration.ZERO));
    private final PositionsServer server = new PositionsServer();
    private final List<AppException> ends = new ArrayList<>();
    private final List<StoredRecord> stored = new ArrayList<>();
    private final EngineStream stream;
    private final FleetWorld world;
    private int orders;

    FleetShardTest() {
        engine.createActiveStream("s", 1);
        stream = new EngineStream(engine, "s");
        world = new FleetWorld(
                stream,
                server,
                new StreamIdentity("s", "arn", 1),
                new Caller("me/1", ""),
                3,
                false,
                time,
                time,
                () -> new Random(2),
                new ConsumerMetrics("s", time, new PrometheusRegistry()).of("server"),
                new RetentionLookup(stream, time),
                PageRoom.ofHeap(),
                ends::add);
    }

    @Test
    void whatTheKclBringsIsAppliedOnceAndInOrder() {
        put(10);
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored.subList(0, 4), 0);
        shard.bring(stored.subList(4, 10), 0);
        assertThat(server.applied(A)).isEqualTo(numbers());
        assertThat(server.hellos)
                .hasSize(1)
                .first()
                .satisfies(hello -> assertThat(hello.terms().takeover()).isTrue());
    }

    @Test
    void aPositionBeforeTheCheckpointOfTheKclIsReadByOurselves() {
        put(10);
        var shard = FleetShard.leased(world, A, at(6));
        shard.bring(stored.subList(7, 10), 0);
        assertThat(server.applied(A)).isEqualTo(numbers());
    }

    @Test
    void aPositionAfterTheCheckpointOfTheKclIsSkippedTo() {
        put(10);
        server.positions.put(A, at(7));
        var shard = FleetShard.leased(world, A, at(1));
        shard.bring(stored.subList(2, 6), 0);
        shard.bring(stored.subList(6, 10), 0);
        assertThat(server.applied(A)).isEqualTo(numbers().subList(8, 10));
    }

    @Test
    void afterARewindTheGapIsReadByOurselvesAndItGoesOn() {
        put(10);
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored.subList(0, 10), 0);
        server.forgetAfter(A, 3);
        put(5);
        shard.bring(stored.subList(10, 15), 0);
        assertThat(server.applied(A)).isEqualTo(numbers());
    }

    @Test
    void whatAServerThatIsDownDidNotTakeIsReadOnceMoreWhenItIsThere() {
        put(4);
        server.isDown = true;
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored.subList(0, 2), 0);
        assertThat(server.applied(A)).isEmpty();
        server.isDown = false;
        shard.bring(stored.subList(2, 4), 0);
        assertThat(server.applied(A)).isEqualTo(numbers());
        assertThat(ends).isEmpty();
    }

    /** Else it could not say for as long as that the lease is lost. */
    @Test
    void theKclIsNotKeptForLongerThanSecondsByAServerThatIsDown() {
        put(1);
        server.isDown = true;
        var before = time.elapsed();
        FleetShard.leased(world, A, Position.TRIM_HORIZON).bring(stored, 0);
        assertThat(time.elapsed().minus(before)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(7));
    }

    @Test
    void theFirstPageOfALeaseIsReadByOurselvesAndThenEverySomeSeconds() {
        put(2);
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored, 0);
        assertThat(server.batches.get(0).readThroughMillis()).isPositive();
        for (var second = 0; second < 12; second++) {
            time.advance(Duration.ofSeconds(1));
            shard.bring(List.of(), 0);
        }
        assertThat(server.batches).as("the first, and at 5 s and 10 s").hasSize(3);
        assertThat(server.batches.get(2).readThroughMillis())
                .isGreaterThan(server.batches.get(1).readThroughMillis());
    }

    @Test
    void theKclIsToldOnlyWhatIsOnTheServersDiskAndWasBroughtByIt() {
        put(6);
        server.isDurable = false;
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored.subList(0, 3), 0);
        assertThat(shard.due(true)).isNull();
        server.isDurable = true;
        shard.bring(stored.subList(3, 5), 0);
        time.advance(FleetShard.BETWEEN_CHECKPOINTS);
        shard.bring(List.of(), 0);
        assertThat(shard.due(false)).isEqualTo(at(4));
        shard.checkpointed(at(4));
        assertThat(shard.due(true)).isNull();
    }

    @Test
    void theEndOfAShardIsReadByOurselvesWithItsChildrenAndKnownOnlyWhenTheServerHasIt() {
        put(2);
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored, 0);
        put(1);
        engine.splitShard("s", A, MIDDLE.toString());
        server.isDown = true;
        assertThat(shard.finish()).isFalse();
        server.isDown = false;
        assertThat(shard.finish()).isTrue();
        assertThat(server.position(A)).isEqualTo(Position.SHARD_END);
        assertThat(server.applied(A)).isEqualTo(numbers());
        assertThat(server.batches.get(server.batches.size() - 1).children()).hasSize(2);
    }

    /** The KCL takes the parent for read; the server has lost its state since. */
    @Test
    void aParentThatTheServerLacksIsReadFirst() {
        put(3);
        engine.splitShard("s", A, MIDDLE.toString());
        var child = stream.shards().get(1).shardId();
        var shard = FleetShard.leased(world, child, Position.TRIM_HORIZON);
        shard.bring(List.of(), 0);
        time.advance(Duration.ofSeconds(1));
        shard.bring(List.of(), 0);
        assertThat(server.position(A)).isEqualTo(Position.SHARD_END);
        assertThat(server.applied(A)).isEqualTo(numbers());
        assertThat(server.hellos.get(server.hellos.size() - 1).shard().shardId())
                .isEqualTo(child);
        assertThat(server.hellos.stream()
                        .filter(hello -> hello.shard().shardId().equals(A)))
                .allMatch(hello -> !hello.terms().takeover());
    }

    @Test
    void whoWasFencedTakesNothingBackAndComesWhenTheOtherHasGone() {
        put(2);
        var shard = FleetShard.leased(world, A, Position.TRIM_HORIZON);
        shard.bring(stored.subList(0, 2), 0);
        server.taken.add(A);
        put(2);
        shard.bring(stored.subList(2, 3), 0);
        time.advance(Duration.ofSeconds(5));
        shard.bring(List.of(), 0);
        assertThat(server.applied(A)).hasSize(2);
        assertThat(server.hellos.stream().skip(1))
                .isNotEmpty()
                .allMatch(hello -> !hello.terms().takeover());
        server.taken.clear();
        time.advance(Duration.ofSeconds(5));
        shard.bring(stored.subList(3, 4), 0);
        assertThat(server.applied(A)).isEqualTo(numbers());
    }

    @Test
    void aServerThatWillHaveNothingOfUsEndsTheProgram() {
        server.refusal = new Refused(Reason.TOKEN, "wrong token", List.of());
        FleetShard.leased(world, A, Position.TRIM_HORIZON).bring(List.of(), 0);
        assertThat(ends).isNotEmpty().first().satisfies(end -> assertThat(end).hasMessageContaining("wrong token"));
    }

    private void put(int count) {
        for (var n = 0; n < count; n++) {
            orders++;
            var bytes = new EventEncoder().encode(Events.created(orders));
            var result = stream.put(List.of(new PutEntry(bytes, "key", null))).get(0);
            stored.add(new StoredRecord(((Stored) result).sequenceNumber(), "key", bytes, time.instant()));
        }
    }

    private Position at(int index) {
        return Position.after(stored.get(index).sequenceNumber());
    }

    private List<BigInteger> numbers() {
        return stored.stream()
                .map(each -> new BigInteger(each.sequenceNumber()))
                .toList();
    }
}
