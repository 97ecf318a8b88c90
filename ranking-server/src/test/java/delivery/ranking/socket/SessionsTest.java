package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.ByteSocket;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.protocol.MessageChannel.Addressed;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.Batches;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A consumer brings all its shards over one connection, and what happens to one of them does not touch the others. */
@Timeout(120)
class SessionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SHARDS = 300;

    @Test
    void threeHundredShardsTakeOneConnection() throws IOException {
        try (var server = new ServerOnASocket(new Limits(1, 1, 1, 1, SHARDS), Patience.USUAL);
                var line = new Line(server)) {
            var epochs = new ArrayList<Long>();
            for (var i = 1; i <= SHARDS; i++) {
                epochs.add(line.welcome(i, "s" + i));
            }
            for (var i = 1; i <= SHARDS; i++) {
                line.channel.send(i, batch("s" + i, epochs.get(i - 1), i));
            }
            for (var i = 1; i <= SHARDS; i++) {
                assertThat(line.hear())
                        .isEqualTo(new Addressed(i, new Ack(Position.after("1"), Position.TRIM_HORIZON)));
            }
            assertThat(server.connections()).isOne();
            await().until(() -> server.latest.get().totals().created() == SHARDS);
            assertThat(line.ask(9_999, ServerOnASocket.hello("one-more").hello()))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(Code.LIMIT));
            assertThat(line.ask(1, heartbeat("s1", epochs.get(0), "1"))).isInstanceOf(Ack.class);
            line.channel.send(2, new Leave());
            line.welcome(9_999, "one-more");
            assertThat(server.counters.ended(Ending.LIMIT)).isOne();
        }
    }

    @Test
    void aFaultInOneSessionEndsThatOne() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, Patience.USUAL);
                var line = new Line(server)) {
            var a = line.welcome(1, "a");
            var b = line.welcome(2, "b");
            assertThat(((Failure) line.ask(1, batch("a", a + 100, 1))).code()).isEqualTo(Code.WRONG_EPOCH);
            assertThat(line.ask(2, batch("b", b, 2))).isInstanceOf(Ack.class);
            assertThat(((Failure) line.ask(2, ServerOnASocket.hello("b").hello())).code())
                    .isEqualTo(Code.UNEXPECTED);
            assertThat(((Failure) line.ask(2, batch("b", b, 3))).code())
                    .as("a word that crossed with the last one")
                    .isEqualTo(Code.UNEXPECTED);
            line.welcome(1, "a");
            line.welcome(2, "b");
        }
    }

    @Test
    void aRefusalLeavesTheConnectionToTheOthers() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, Patience.USUAL);
                var line = new Line(server)) {
            var child = ServerOnASocket.hello("child").parents("a").hello();
            assertThat(((Refused) line.ask(2, child)).reason()).isEqualTo(Reason.WAIT);
            var epoch = line.welcome(1, "a");
            assertThat(((Refused) line.ask(2, child)).reason()).isEqualTo(Reason.WAIT);
            var end = Batches.of("a", epoch, Position.TRIM_HORIZON).end("child").batch();
            assertThat(line.ask(1, end)).isInstanceOf(Ack.class);
            assertThat(line.ask(2, child)).isInstanceOf(Welcome.class);
        }
    }

    @Test
    void whoseShardIsTakenOverIsToldSoWithoutAskingAndKeepsItsOtherShards() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, Patience.USUAL);
                var line = new Line(server);
                var other = new Line(server)) {
            line.welcome(1, "a");
            var b = line.welcome(2, "b");
            var takeover =
                    ServerOnASocket.hello("a").holder("blue/4").takeover().hello();
            assertThat(other.ask(7, takeover)).isInstanceOf(Welcome.class);
            assertThat(line.hear()).isEqualTo(new Addressed(1, new Fenced("blue/4")));
            assertThat(line.ask(2, batch("b", b, 1))).isInstanceOf(Ack.class);
        }
    }

    @Test
    void aShardThatGoesSilentIsFreeAndTheOthersAreNot() throws IOException {
        var brisk = new Patience(Duration.ofSeconds(5), Duration.ofMillis(600), Duration.ofSeconds(10));
        try (var server = new ServerOnASocket(Limits.USUAL, brisk);
                var line = new Line(server);
                var other = new Line(server)) {
            line.welcome(1, "silent");
            var b = line.welcome(2, "b");
            Message heard = null;
            for (var end = System.nanoTime() + SOON.toNanos(); System.nanoTime() < end; ) {
                line.channel.send(2, heartbeat("b", b, "TRIM_HORIZON"));
                var answer = line.hear();
                if (answer.session() == 1) {
                    heard = answer.message();
                    break;
                }
            }
            assertThat(heard)
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(Code.SILENT));
            other.welcome(1, "silent");
            assertThat(((Refused) other.ask(
                                    2,
                                    ServerOnASocket.hello("b").holder("blue/4").hello()))
                            .reason())
                    .isEqualTo(Reason.BUSY);
        }
    }

    /** One shard's large batch on a slow line is no silence of the others, which cannot say anything meanwhile. */
    @Test
    void nobodyIsSilentWhileAFrameComesIn() throws IOException {
        var brisk = new Patience(Duration.ofSeconds(5), Duration.ofMillis(600), Duration.ofSeconds(10));
        try (var server = new ServerOnASocket(Limits.USUAL, brisk);
                var line = new Line(server)) {
            var a = line.welcome(1, "a");
            line.welcome(2, "b");
            var bytes = new ByteSocket();
            new MessageChannel(bytes).send(1, batch("a", a, 1));
            var frame = bytes.sent();
            var part = frame.length / 12;
            for (var at = 0; at < frame.length; at += part) {
                line.consumer.socket().getOutputStream().write(frame, at, Math.min(part, frame.length - at));
                LockSupport.parkNanos(100_000_000);
            }
            assertThat(line.hear().message()).isInstanceOf(Ack.class);
            assertThat(server.counters.ended(Ending.SILENT)).isZero();
        }
    }

    @Test
    void aConnectionWithoutASessionIsClosedAfterAWhile() throws IOException {
        var brisk = new Patience(Duration.ofMillis(300), Duration.ofSeconds(15), Duration.ofSeconds(10));
        try (var server = new ServerOnASocket(Limits.USUAL, brisk);
                var line = new Line(server)) {
            line.welcome(1, "a");
            line.channel.send(1, new Leave());
            var last = line.hear();
            assertThat(last.session()).isZero();
            assertThat(((Failure) last.message()).code()).isEqualTo(Code.SILENT);
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void allSessionsAreOverWhenTheServerStops() throws IOException {
        var server = new ServerOnASocket(Limits.USUAL, Patience.USUAL);
        try (var line = new Line(server)) {
            line.welcome(1, "a");
            line.welcome(2, "b");
            server.stop();
            var last = line.hear();
            assertThat(last.session()).isZero();
            assertThat(last.message()).isInstanceOf(GoAway.class);
        } finally {
            server.close();
        }
    }

    @Test
    void aConnectionThatBreaksLeavesAllItsShards() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, Patience.USUAL);
                var next = new Line(server)) {
            try (var line = new Line(server)) {
                line.welcome(1, "a");
                line.welcome(2, "b");
            }
            await().until(() -> server.connections() <= 1);
            next.welcome(1, "a");
            next.welcome(2, "b");
        }
    }

    private static Message batch(String shardId, long epoch, int event) {
        return Batches.of(shardId, epoch, Position.TRIM_HORIZON)
                .event(Events.created(event))
                .to(1)
                .batch();
    }

    private static Message heartbeat(String shardId, long epoch, String at) {
        return Batches.of(shardId, epoch, Position.parse(at)).batch();
    }

    /** A connection with sessions on it. */
    private static final class Line implements AutoCloseable {
        private final SocketConsumer consumer;
        private final MessageChannel channel;

        Line(ServerOnASocket server) throws IOException {
            consumer = server.consumer();
            channel = consumer.channel();
        }

        Addressed hear() throws IOException {
            return channel.hear(SOON, MessageChannel.MAX_FRAME_BYTES);
        }

        Message ask(int session, Message question) throws IOException {
            channel.send(session, question);
            var answer = hear();
            assertThat(answer.session()).isEqualTo(session);
            return answer.message();
        }

        long welcome(int session, String shardId) throws IOException {
            var answer = ask(session, ServerOnASocket.hello(shardId).hello());
            assertThat(answer).isInstanceOf(Welcome.class);
            return ((Welcome) answer).epoch();
        }

        @Override
        public void close() throws IOException {
            consumer.close();
        }
    }
}
