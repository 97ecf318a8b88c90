package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import delivery.ranking.state.RankingPicture.ShardState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankingStateTest {
    private static final Position START = Position.TRIM_HORIZON;

    private final FakeTime time = new FakeTime();
    private RankingState state = new RankingState(new Admission("", null), 600, time);

    /** The shard stands at 100. */
    @ParameterizedTest
    @CsvSource({
        "100, 150, ACK, 150, 1",
        "100, SHARD_END, ACK, SHARD_END, 1",
        "TRIM_HORIZON, 100, ACK, 100, 0",
        "TRIM_HORIZON, 50, ACK, 100, 0",
        "40, 90, ACK, 100, 0",
        "9, 99, ACK, 100, 0",
        "TRIM_HORIZON, 150, REWIND, 100, 0",
        "99, 101, REWIND, 100, 0",
        "150, 200, REWIND, 100, 0",
        "150, SHARD_END, REWIND, 100, 0",
    })
    void aBatchIsAppliedOnlyIfItGoesOnFromWhereTheShardIs(
            String after, String to, String answer, String position, int applied) {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(consumer.batch().event(Events.created(1)).to(100));
        var batch = Batches.of("s", consumer.epoch(), Position.parse(after))
                .event(Events.created(2))
                .to(Position.parse(to));
        var expected = Position.parse(position);
        assertThat(state.apply(batch.batch()))
                .isEqualTo(answer.equals("ACK") ? new Ack(expected, START) : new Rewind(expected));
        assertThat(state.picture().totals().created()).isEqualTo(1 + applied);
        assertThat(state.picture().audit().records().read()).isEqualTo(1 + applied);
        assertThat(state.picture().shards().get(0).position()).isEqualTo(position);
    }

    @Test
    void anEmptyBatchIsAHeartbeatThatTellsTheLag() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        assertThat(lag()).isNull();
        assertThat(consumer.bring(consumer.batch().behind(2_500))).isEqualTo(new Ack(START, START));
        assertThat(lag()).isEqualTo(2.5);
        time.advance(Duration.ofSeconds(10));
        state.advanceTo(time);
        assertThat(lag()).as("nobody reads, so it grows").isEqualTo(12.5);
    }

    private Double lag() {
        return state.picture().shards().get(0).lagSeconds();
    }

    @Test
    void aBatchThatMakesNoSenseChangesNothing() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(consumer.batch().to(100));
        assertThat(fault(consumer.bring(consumer.batch().to(50)))).contains("leads backwards, from 100 to 50");
        assertThat(fault(consumer.bring(consumer.batch().event(Events.created(1)))))
                .contains("1 records that leads nowhere");
        assertThat(fault(consumer.bring(consumer.batch().end("no name")))).contains("a child whose name is not a name");
        assertThat(fault(consumer.bring(consumer.batch().to(500).gap(1, 2)))).contains("--accept-loss");
        assertThat(fault(consumer.bring(
                        consumer.batch().to(101).rejected("not-json").rejected("not-json"))))
                .contains("sequence number is not of this batch");
        assertThat(fault(consumer.bring(consumer.batch().to(101).rejected("future", "k3v9", 0))))
                .contains("source is no source");
        assertThat(state.picture().audit().records().read()).isZero();
        assertThat(consumer.bring(consumer.batch())).isInstanceOf(Ack.class);
    }

    @Test
    void aShardHasOneConsumerAndTheOtherIsToldWhoItIs() {
        new DirectConsumer(state, Hellos.of("s").holder("amber/17"));
        var refused = refusal(Hellos.of("s").holder("blue/4"));
        assertThat(refused.reason()).isEqualTo(Reason.BUSY);
        assertThat(refused.text()).contains("amber/17", "2026-01-01T00:00:00Z", "--takeover");
    }

    @Test
    void takenOverTheShardIsDeadToItsFormerHolder() {
        var zombie = new DirectConsumer(state, Hellos.of("s"));
        var greeting = state.greet(Hellos.of("s").holder("blue/4").takeover().hello());
        assertThat(greeting.fencedEpoch()).isEqualTo(zombie.epoch());
        assertThat(((Welcome) greeting.answer()).epoch()).isGreaterThan(zombie.epoch());
        assertThat(zombie.bring(zombie.batch().event(Events.created(1)).to(1))).isEqualTo(new Fenced("blue/4"));
        state.leave("s", zombie.epoch());
        assertThat(refusal(Hellos.of("s")).reason()).isEqualTo(Reason.BUSY);
        assertThat(state.picture().totals().created()).isZero();
    }

    @Test
    void aShardThatWasLeftGoesOnWhereItIs() {
        var first = new DirectConsumer(state, Hellos.of("s"));
        first.bring(Events.created(1), Events.created(2));
        state.leave("s", first.epoch());
        assertThat(state.picture().shards().get(0).consumer()).isNull();
        assertThat(new DirectConsumer(state, Hellos.of("s")).position()).isEqualTo(Position.after("2"));
    }

    @Test
    void noEpochComesAgainAfterARestart() {
        var before = new DirectConsumer(state, Hellos.of("s")).epoch();
        time.advance(Duration.ofMillis(1));
        state = new RankingState(new Admission("", null), 600, time);
        assertThat(new DirectConsumer(state, Hellos.of("s")).epoch()).isGreaterThan(before);
    }

    @Test
    void childrenComeAfterBothParentsHaveEnded() {
        var child = Hellos.of("child").parents("left", "right");
        assertThat(refusal(child).shards()).containsExactly("left", "right");
        var left = new DirectConsumer(state, Hellos.of("left").part(0, 2));
        left.bring(left.batch().event(Events.created(1)).end("child"));
        assertThat(refusal(child)).satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.WAIT);
            assertThat(refused.shards()).containsExactly("right");
        });
        var right = new DirectConsumer(state, Hellos.of("right").part(1, 2));
        right.bring(right.batch().end("child"));
        assertThat(stateOf("child")).isEqualTo(ShardState.EXPECTED);
        assertThat(new DirectConsumer(state, child).position()).isEqualTo(START);
        assertThat(stateOf("child")).isEqualTo(ShardState.OPEN);
        assertThat(stateOf("left")).isEqualTo(ShardState.CLOSED);
    }

    private ShardState stateOf(String shardId) {
        return state.picture().shards().stream()
                .filter(shard -> shard.shardId().equals(shardId))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void aShardThatEndedIsNotReadAgain() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        var last = consumer.batch().event(Events.created(1)).end("child");
        assertThat(consumer.bring(last)).isEqualTo(new Ack(Position.SHARD_END, START));
        assertThat(consumer.bring(last))
                .as("its acknowledgement was lost")
                .isEqualTo(new Ack(Position.SHARD_END, START));
        state.leave("s", consumer.epoch());
        assertThat(refusal(Hellos.of("s").takeover()).reason()).isEqualTo(Reason.ENDED);
        assertThat(state.picture().totals().created()).isOne();
    }

    @Test
    void anotherStreamIsRefusedWithBothShown() {
        new DirectConsumer(state, Hellos.of("s"));
        var again =
                new StreamIdentity(Hellos.STREAM.name(), Hellos.STREAM.arn(), Hellos.STREAM.createdAtMillis() + 60_000);
        var refused = refusal(Hellos.of("t").stream(again));
        assertThat(refused.reason()).isEqualTo(Reason.STREAM);
        assertThat(refused.text()).contains("2025-12-31T23:50:00Z", "2025-12-31T23:51:00Z", Hellos.STREAM.arn());
    }

    @Test
    void aServerOfOneStreamRefusesEveryOtherName() {
        state = new RankingState(new Admission("", "Other"), 600, time);
        assertThat(refusal(Hellos.of("s")).reason()).isEqualTo(Reason.STREAM);
        assertThat(state.picture().stream()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cre", "s3cret ", "S3CRET", "s3cret\u0000"})
    void withoutTheTokenNobodyComesIn(String token) {
        state = new RankingState(new Admission("s3cret", null), 600, time);
        var refused = refusal(Hellos.of("s").token(token));
        assertThat(refused.reason()).isEqualTo(Reason.TOKEN);
        assertThat(refused.text()).doesNotContain("s3cret");
        new DirectConsumer(state, Hellos.of("s").token("s3cret"));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "-9, -9", "-9, -1", "-1, -1", "0, -1", "1, 0"})
    void withoutACommonVersionNobodyComesIn(int min, int max) {
        var hello = Hellos.of("s").versions(Message.VERSION + min, Message.VERSION + max);
        assertThat(refusal(hello).reason()).isEqualTo(Reason.VERSION);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-3, 0", "0, 9", "-9, 9"})
    void theVersionIsTheOneThatThisServerSpeaks(int min, int max) {
        var hello = Hellos.of("s").versions(Message.VERSION + min, Message.VERSION + max);
        var answer = state.greet(hello.hello()).answer();
        assertThat(((Welcome) answer).version()).isEqualTo(Message.VERSION);
    }

    @Test
    void namesThatAreNoneAndKeysThatAreNoRangeAreFaults() {
        for (var hello : List.of(
                Hellos.of(""),
                Hellos.of("a b"),
                Hellos.of("s".repeat(129)),
                Hellos.of("s").holder("a\nb"),
                Hellos.of("s").parents("x", "y", "z"),
                Hellos.of("s").parents(""),
                Hellos.of("s").parents("x").expiredParents("y", "z"),
                Hellos.of("s").expiredParents("\u0000"),
                Hellos.of("s").keys("", "1"),
                Hellos.of("s").keys("2", "1"),
                Hellos.of("s").keys("-1", "1"),
                Hellos.of("s").keys("0", "340282366920938463463374607431768211456"))) {
            assertThat(state.greet(hello.hello()).answer()).isInstanceOf(Failure.class);
        }
        assertThat(state.picture().shards()).isEmpty();
    }

    private static String fault(Message answer) {
        return ((Failure) answer).text();
    }

    @Test
    void theEdgesOfTheKeySpaceAndOfANumberAreInside() {
        assertThat(state.greet(Hellos.of("s")
                                .keys(
                                        "340282366920938463463374607431768211455",
                                        "340282366920938463463374607431768211455")
                                .hello())
                        .answer())
                .isInstanceOf(Welcome.class);
        var consumer = new DirectConsumer(state, Hellos.of("t"));
        assertThat(consumer.bring(consumer.batch().to(1).rejected("future", "k3v9", 1)))
                .isInstanceOf(Ack.class);
    }

    @Test
    void heartbeatsAreWorthASnapshotOnceAMinute() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(consumer.batch().readThrough(60_000));
        var version = state.version();
        consumer.bring(consumer.batch().readThrough(60_001));
        consumer.bring(consumer.batch().readThrough(119_999));
        assertThat(state.version()).isEqualTo(version);
        consumer.bring(consumer.batch().readThrough(120_000));
        assertThat(state.version()).isGreaterThan(version);
        version = state.version();
        consumer.bring(consumer.batch().readThrough(120_001));
        assertThat(state.version()).isEqualTo(version);
        consumer.bring(Events.created(1));
        assertThat(state.version()).isGreaterThan(version);
    }

    @Test
    void figuresAreExactCentsAndSecondsToTheMillisecond() {
        var consumer = new DirectConsumer(state, Hellos.of("s"));
        consumer.bring(
                Events.order(1)
                        .price(250)
                        .driver(7)
                        .assignedAfter(1_500)
                        .completedAfter(11_500)
                        .created(),
                Events.order(1)
                        .price(250)
                        .driver(7)
                        .assignedAfter(1_500)
                        .completedAfter(11_500)
                        .assigned(),
                Events.order(1)
                        .price(250)
                        .driver(7)
                        .assignedAfter(1_500)
                        .completedAfter(11_500)
                        .completed(),
                Events.order(2)
                        .price(50)
                        .driver(3)
                        .assignedAfter(-900)
                        .completedAfter(29_100)
                        .assigned(),
                Events.order(2)
                        .price(50)
                        .driver(3)
                        .assignedAfter(-900)
                        .completedAfter(29_100)
                        .completed());
        var picture = state.picture();
        assertThat(picture.totals()).isEqualTo(new RankingPicture.Totals(1, 250, 2, 2, 300));
        assertThat(picture.response().averageSeconds()).isEqualTo(0.75);
        assertThat(picture.completion().averageSeconds()).isEqualTo(20.0);
        assertThat(picture.audit().skew()).isOne();
        assertThat(picture.topDrivers())
                .containsExactly(
                        new RankingPicture.DriverRank("driver_7", 1, 250),
                        new RankingPicture.DriverRank("driver_3", 1, 50));
    }

    private Refused refusal(Hellos hello) {
        Message answer = state.greet(hello.hello()).answer();
        assertThat(answer).isInstanceOf(Refused.class);
        return (Refused) answer;
    }
}
