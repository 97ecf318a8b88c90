package delivery.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.kinesis.read.ShardReader;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.relay.RetentionLookup.Retention;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ShardRelayTest {
    private static final String SHARD = "shardId-000000000001";
    private static final RelayPatience.Ends PATIENCE =
            new RelayPatience.Ends(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofDays(1));

    private final FakeTime time = new FakeTime();
    private final PagedStream stream = new PagedStream();
    private final ScriptedServer server = new ScriptedServer();
    private final RankingLine line =
            new RankingLine(new ServerAddress("127.0.0.1", server.port()), null, new StopSignal());
    private final List<String> waitedFor = new ArrayList<>();

    @AfterEach
    void stopServer() {
        line.close();
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

    /** Else the rest of the page would be read again by whoever goes on. */
    @Test
    void aReleaseInTheMiddleOfAPageWaitsForItsEnd() {
        var count = PageBatches.MAX_RECORDS + 10;
        stream.records(count).pagesOf(count);
        var half = Position.after(Integer.toString(PageBatches.MAX_RECORDS));
        server.answer(welcome(Position.TRIM_HORIZON))
                .answer(new Ack(half, Position.TRIM_HORIZON, true))
                .answer(new Ack(Position.after(Integer.toString(count)), Position.TRIM_HORIZON, true));
        assertThat(run()).isEqualTo(new Outcome.Released());
        assertThat(server.batches())
                .extracting(Batch::to)
                .containsExactly(half, Position.after(Integer.toString(count)));
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
        assertThat(run()).isEqualTo(new Outcome.TurnedAway("wrong token"));
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        server.close();
        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.text()).contains("start ranking-server"));
    }

    /** Whoever sets the clock, forward or back, takes nothing from anyone's patience. */
    @ParameterizedTest
    @ValueSource(longs = {-50, 2 * 24 * 60})
    void aClockThatIsSetIsNoTroubleAndNoPatience(long minutes) {
        stream.records(3).closed();
        var busy = new Refused(Reason.BUSY, "held by other/42", List.of());
        server.answer(busy).answer(busy).answer(welcome(Position.TRIM_HORIZON)).acknowledge();
        time.step(Duration.ofMinutes(minutes));
        var relay = relay();
        var stepped = new boolean[1];
        relay.run(wait -> {
            if (!stepped[0] && server.hellos().size() == 1) {
                stepped[0] = true;
                time.step(Duration.ofMinutes(minutes));
            }
            return time.await(wait);
        });
        assertThat(relay.outcome()).isInstanceOf(Outcome.ShardEnded.class);
        assertThat(server.batches().stream().mapToInt(Batch::records).sum()).isEqualTo(3);
    }

    @Test
    void aPortWhereSomethingElseAnswersIsNamedAndGivenUpSoon() throws IOException {
        try (var http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var answering = new AnswersHttp(http)) {
            var before = time.elapsed();
            var wrong = new RankingLine(new ServerAddress("127.0.0.1", http.getLocalPort()), null, new StopSignal());
            var relay = relay(wrong);
            relay.run(time);
            wrong.close();
            assertThat(answering.count).isPositive();
            assertThat(relay.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class,
                            unreachable -> assertThat(unreachable.text())
                                    .contains("no ranking server", "an HTTP answer", "--server"));
            assertThat(time.elapsed().minus(before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** As a web server answers who does not speak HTTP. */
    private static final class AnswersHttp implements AutoCloseable {
        private final ServerSocket socket;
        private final Thread thread = Threads.make("answers-http", this::run);
        private volatile int count;

        AnswersHttp(ServerSocket socket) {
            this.socket = socket;
            thread.start();
        }

        private void run() {
            try {
                while (true) {
                    try (var client = socket.accept()) {
                        client.getInputStream().read(new byte[1_000]);
                        client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                        count++;
                    }
                }
            } catch (IOException e) {
                // closed
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            Threads.join(thread);
        }
    }

    @Test
    void aHostThatNobodyKnowsIsSaidSoon() {
        var before = System.nanoTime();
        var relay = relay(new RankingLine(new ServerAddress("no-such-host.invalid", 8888), null, new StopSignal()));
        relay.run(time);
        assertThat(relay.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.text()).contains("no-such-host.invalid", "unknown"));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
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
        return relay(line);
    }

    private ShardRelay relay(RankingPort to) {
        var hello = Hello.of(
                new Caller("me/1", ""),
                new StreamIdentity("s", "arn", 1),
                ShardIdentity.of(SHARD, "0", "1"),
                Terms.NONE);
        return new ShardRelay(
                hello,
                to,
                new ShardReader(stream, SHARD, 3, time, new Random(1)),
                () -> new Retention(Duration.ofHours(24), null, time.elapsed()),
                PATIENCE,
                time,
                new Random(2),
                new ShardRelay.Listener() {
                    @Override
                    public String name() {
                        return "the shard";
                    }

                    @Override
                    public void waitsFor(List<String> parents) {
                        waitedFor.addAll(parents);
                    }

                    @Override
                    public void welcomed() {}

                    @Override
                    public void applied(Batch batch, Ack ack, Instant readAt, Instant sentAt) {}
                });
    }
}
