package delivery.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.consumer.ShardRelay.Outcome;
import delivery.consumer.ShardRelay.Patience;
import delivery.kinesis.ShardReader;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import delivery.protocol.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShardRelayTest {
    private static final String SHARD = "shardId-000000000001";
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofDays(1));

    private final FakeTime time = new FakeTime();
    private final PagedStream stream = new PagedStream();
    private final ScriptedServer server = new ScriptedServer();
    private final List<String> waitedFor = new ArrayList<>();

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void readsOnFromWhereTheServerSaysAndBringsEachPageOnce() {
        stream.records(10).closed();
        server.answer(welcome(Position.after("3"))).acknowledge();
        assertThat(run()).isInstanceOf(Outcome.ShardEnded.class);
        assertThat(server.batches()).first().satisfies(batch -> {
            assertThat(batch.after()).isEqualTo(Position.after("3"));
            assertThat(batch.epoch()).isEqualTo(5);
        });
        assertThat(server.batches())
                .last()
                .satisfies(batch -> assertThat(batch.to()).isEqualTo(Position.SHARD_END));
        assertThat(server.batches().stream().mapToInt(Batch::records).sum()).isEqualTo(7);
    }

    @Test
    void readsAgainFromWhereARewindSays() {
        stream.records(4).closed();
        server.answer(welcome(Position.TRIM_HORIZON))
                .answer(new Ack(Position.after("1"), Position.TRIM_HORIZON))
                .answer(new Rewind(Position.after("2")))
                .acknowledge();
        run();
        assertThat(server.batches())
                .extracting(Batch::after)
                .containsSubsequence(Position.TRIM_HORIZON, Position.after("2"));
    }

    @Test
    void comesBackAfterALostConnectionAndAsksAgainWhereToReadOn() {
        stream.records(6).closed();
        server.answer(welcome(Position.TRIM_HORIZON))
                .hangUp()
                .answer(welcome(Position.after("1")))
                .acknowledge();
        assertThat(run()).isInstanceOf(Outcome.ShardEnded.class);
        assertThat(server.hellos()).hasSize(2);
        assertThat(server.batches()).extracting(Batch::after).contains(Position.after("1"));
    }

    @Test
    void comesBackAfterAPlannedStopOfTheServer() {
        stream.records(2).closed();
        server.answer(welcome(Position.TRIM_HORIZON))
                .answer(new GoAway("restart"))
                .hangUp()
                .answer(welcome(Position.TRIM_HORIZON))
                .acknowledge();
        assertThat(run()).isInstanceOf(Outcome.ShardEnded.class);
    }

    @Test
    void doesNotComeBackOnceItIsFenced() {
        stream.records(2);
        server.answer(welcome(Position.TRIM_HORIZON)).answer(new Fenced("other/42"));
        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Lost.class, lost -> assertThat(lost.text()).contains("other/42"));
        assertThat(server.hellos()).hasSize(1);
    }

    @Test
    void givesUpABusyShardAfterItsPatienceAndNamesTheHolder() {
        server.always(new Refused(Reason.BUSY, "held by other/42", List.of()));
        var before = time.instant();
        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Lost.class, lost -> assertThat(lost.text()).isEqualTo("held by other/42"));
        assertThat(Duration.between(before, time.instant())).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(6));
    }

    @Test
    void waitsForParentsAndSaysWhichOnes() {
        stream.closed();
        server.answer(new Refused(Reason.WAIT, "parents first", List.of("shardId-000000000000")))
                .hangUp()
                .answer(welcome(Position.TRIM_HORIZON))
                .acknowledge();
        assertThat(run()).isInstanceOf(Outcome.ShardEnded.class);
        assertThat(waitedFor).containsExactly("shardId-000000000000");
    }

    @Test
    void goesOnWithTheChildrenOfAShardThatTheServerHasEnded() {
        server.answer(new Refused(Reason.ENDED, "read to its end", List.of()));
        assertThat(run()).isEqualTo(new Outcome.ShardEnded(List.of()));
    }

    @Test
    void leavesTheShardWithThePageAtHandWhenTheServerAsksForIt() {
        stream.records(4);
        server.answer(welcome(Position.TRIM_HORIZON))
                .answer(new Ack(Position.after("1"), Position.TRIM_HORIZON))
                .answer(new Ack(Position.after("2"), Position.TRIM_HORIZON, true));
        assertThat(run()).isEqualTo(new Outcome.Released());
        assertThat(server.batches()).extracting(Batch::to).containsExactly(Position.after("1"), Position.after("2"));
        assertThat(server.hellos()).hasSize(1);
    }

    @Test
    void waitsForAShardThatIsBeingHandedOver() {
        stream.closed();
        var handover = new Refused(Reason.HANDOVER, "asked to hand it over", List.of());
        server.answer(handover)
                .answer(handover)
                .answer(welcome(Position.TRIM_HORIZON))
                .acknowledge();
        var before = time.instant();
        assertThat(run()).isInstanceOf(Outcome.ShardEnded.class);
        assertThat(Duration.between(before, time.instant())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aHolderThatDoesNotKnowHowToHandOverKeepsItsShard() {
        server.always(new Refused(Reason.HANDOVER, "asked to hand it over", List.of()));
        var before = time.instant();
        assertThat(run()).isInstanceOf(Outcome.Lost.class);
        assertThat(Duration.between(before, time.instant())).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25));
    }

    @Test
    void aWrongTokenIsFinal() {
        server.answer(new Refused(Reason.TOKEN, "wrong token", List.of()));
        assertThat(run()).isEqualTo(new Outcome.Rejected("wrong token"));
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        server.close();
        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.text()).contains("start ranking-server"));
    }

    @Test
    void anEmptyPageIsBroughtTooSinceItTellsTheLag() {
        stream.emptyPages(3).records(1).closed();
        server.answer(welcome(Position.TRIM_HORIZON)).acknowledge();
        run();
        assertThat(server.batches()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(server.batches().subList(0, 3))
                .allSatisfy(batch -> assertThat(batch.records()).isZero());
    }

    private static Message welcome(Position position) {
        return new Welcome(Message.VERSION, 5, position, 1 << 20, 15_000, 0);
    }

    private Outcome run() {
        var relay = relay();
        relay.run(time);
        return relay.outcome();
    }

    private ShardRelay relay() {
        var hello = new Hello(
                Message.OLDEST_VERSION,
                Message.VERSION,
                "",
                new StreamIdentity("s", "arn", 1),
                new ShardIdentity(SHARD, List.of(), "0", "1", List.of()),
                "me/1",
                false,
                false,
                false);
        return new ShardRelay(
                hello,
                new ServerAddress("127.0.0.1", server.port()),
                new ShardReader(stream, SHARD, 3, time, new Random(1)),
                () -> Duration.ofHours(24),
                PATIENCE,
                time,
                new Random(2),
                new ShardRelay.Listener() {
                    @Override
                    public void waitsFor(List<String> parents) {
                        waitedFor.addAll(parents);
                    }

                    @Override
                    public void applied(String shardId, int records, long millisBehindLatest) {}
                });
    }
}
