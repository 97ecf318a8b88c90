package delivery.ranking.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.app.AppException;
import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.ByteSocket;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.MessageChannel;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.loop.RankingThread;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.EventServer.Place;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.Admission;
import delivery.ranking.state.Batches;
import delivery.ranking.state.FixedDay;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventServerTest {
    private static final Instant NOW = Instant.ofEpochMilli(Events.START_MILLIS);
    private static final Position START = Position.TRIM_HORIZON;

    private final RankingState state = new RankingState(new Admission("s3cret", null), 600, new FakeTime(NOW));
    private final LatestPicture latest = new LatestPicture(state.picture());
    private final SocketCounters counters = new SocketCounters();
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final RankingThread loop = new RankingThread(
                    new RankingLoop(
                            state,
                            new FixedDay(NOW),
                            latest,
                            DeadLetters.withoutFile(new FixedDay(NOW)),
                            RankingLoop.PACE),
                    new FixedDay(NOW),
                    bugs::add)
            .start();
    private final EventServer server = EventServer.start(
            new Place(InetAddress.getLoopbackAddress(), 0, null), loop, counters, "http://127.0.0.1:8080/");
    private final List<SocketConsumer> consumers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        server.close();
        loop.close();
        for (var consumer : consumers) {
            consumer.close();
        }
        assertThat(bugs).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(
                        name -> name.equals("accept") || name.equals("ranking-loop") || name.startsWith("consumer-"));
    }

    private SocketConsumer connect() throws IOException {
        return connect(server);
    }

    private SocketConsumer connect(EventServer to) throws IOException {
        var consumer = new SocketConsumer(to.port());
        consumers.add(consumer);
        return consumer;
    }

    private static Hellos hello(String shardId) {
        return Hellos.of(shardId).token("s3cret");
    }

    @Test
    void aBatchIsAppliedAcknowledgedAndShown() throws IOException {
        var consumer = connect();
        var welcome = consumer.welcome(hello("s").holder("amber/17"));
        assertThat(welcome.position()).isEqualTo(START);
        assertThat(welcome.idleMillis()).isEqualTo(15_000);
        var batch =
                Batches.of("s", welcome.epoch(), START).event(Events.created(1)).to(7);
        assertThat(consumer.ask(batch.batch())).isEqualTo(new Ack(Position.after("7"), START));
        assertThat(consumer.ask(batch.batch())).isEqualTo(new Ack(Position.after("7"), START));
        assertThat(consumer.ask(Batches.of("s", welcome.epoch(), START)
                        .event(Events.created(2))
                        .to(8)
                        .batch()))
                .isEqualTo(new Rewind(Position.after("7")));
        await().until(() -> latest.get().totals().created() == 1);
        assertThat(latest.get().shards().get(0).consumer()).isEqualTo("amber/17");
        assertThat(counters.rewinds()).isOne();
    }

    @Test
    void theShardIsFreeAgainOnceTheConnectionIsClosed() throws IOException {
        var first = connect();
        first.welcome(hello("s"));
        assertThat(((Refused) connect().ask(hello("s").hello())).reason()).isEqualTo(Reason.BUSY);
        first.close();
        await().until(() -> server.connections() == 0);
        connect().welcome(hello("s"));
    }

    @Test
    void theFencedConsumerIsToldWhoHasItsShardNow() throws IOException {
        var zombie = connect();
        var welcome = zombie.welcome(hello("s"));
        var second = connect();
        second.welcome(hello("s").holder("blue/4").takeover());
        assertThat(zombie.listen()).isEqualTo(new Fenced("blue/4"));
        assertThatThrownBy(() -> {
                    zombie.ask(Batches.of("s", welcome.epoch(), START)
                            .event(Events.created(1))
                            .to(1)
                            .batch());
                    zombie.listen();
                })
                .isInstanceOfAny(EOFException.class, SocketException.class);
        await().until(() -> server.connections() == 1);
        assertThat(((Refused) connect().ask(hello("s").hello())).text()).contains("blue/4");
    }

    @Test
    void aChildWaitsForItsParentAndThenGoesOn() throws IOException {
        var child = hello("child").parents("s");
        assertThat(((Refused) connect().ask(child.hello())).reason()).isEqualTo(Reason.WAIT);
        var parent = connect();
        var epoch = parent.welcome(hello("s")).epoch();
        assertThat(((Refused) connect().ask(child.hello())).shards()).containsExactly("s");
        parent.ask(Batches.of("s", epoch, START).end("child").batch());
        connect().welcome(child);
        assertThat(((Refused) connect().ask(hello("s").hello())).reason()).isEqualTo(Reason.ENDED);
    }

    @Test
    void withoutTheTokenNobodyComesIn() throws IOException {
        assertThat(((Refused) connect().ask(Hellos.of("s").hello())).reason()).isEqualTo(Reason.TOKEN);
        assertThat(counters.ended(Ending.TOKEN)).isOne();
    }

    @Test
    void whoDoesNotKeepToTheProtocolIsToldSoAndPutOut() throws IOException {
        var beforeHello = connect();
        assertFailure(Code.UNEXPECTED, beforeHello.ask(Batches.of("s", 1, START).batch()));

        var twice = connect();
        twice.welcome(hello("a"));
        assertFailure(Code.UNEXPECTED, twice.ask(hello("a").hello()));

        var otherShard = connect();
        var epoch = otherShard.welcome(hello("b")).epoch();
        assertFailure(
                Code.WRONG_EPOCH, otherShard.ask(Batches.of("a", epoch, START).batch()));

        var otherEpoch = connect();
        var future = otherEpoch.welcome(hello("c")).epoch() + 1;
        assertFailure(
                Code.WRONG_EPOCH, otherEpoch.ask(Batches.of("c", future, START).batch()));

        var backwards = connect();
        var batch = Batches.of("d", backwards.welcome(hello("d")).epoch(), Position.after("5"))
                .to(START);
        assertFailure(Code.BAD_BATCH, backwards.ask(batch.batch()));

        var nobody = connect();
        assertFailure(Code.BAD_HELLO, nobody.ask(hello("no name").hello()));

        for (var consumer : consumers) {
            assertThatThrownBy(consumer::listen).isInstanceOf(EOFException.class);
        }
        await().until(() -> server.connections() == 0);
        assertThat(counters.ended(Ending.UNEXPECTED)).isEqualTo(2);
        assertThat(counters.ended(Ending.WRONG_EPOCH)).isEqualTo(2);
        assertThat(counters.ended(Ending.BAD_BATCH)).isOne();
        assertThat(counters.ended(Ending.BAD_HELLO)).isOne();
        connect().welcome(hello("a"));
    }

    private static void assertFailure(Code code, Message answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void aShardEndsOnceAndNothingComesAfterItsEnd() throws IOException {
        var consumer = connect();
        var epoch = consumer.welcome(hello("s")).epoch();
        var last = Batches.of("s", epoch, START).event(Events.created(1)).end("child");
        assertThat(consumer.ask(last.batch())).isEqualTo(new Ack(Position.SHARD_END, START));
        assertThat(consumer.ask(last.batch())).as("said again").isEqualTo(new Ack(Position.SHARD_END, START));
        var more = Batches.of("s", epoch, Position.SHARD_END).event(Events.created(2));
        assertFailure(Code.BAD_BATCH, consumer.ask(more.end().batch()));
        server.close();
        loop.close();
        assertThat(latest.get().totals().created()).isOne();
    }

    @Test
    void aBrowserIsToldWhereThePageIs() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost:8888\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("this is the ranking socket; the page is at http://127.0.0.1:8080/\n");
        }
        assertThat(counters.ended(Ending.HTTP)).isOne();
    }

    @Test
    void halfAFrameChangesNothing() throws IOException {
        var bytes = bytesOf(hello("s"));
        for (var length = 1; length < bytes.length; length += 7) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(bytes, 0, length);
            }
        }
        await().until(() -> server.connections() == 0);
        connect().welcome(hello("s"));
    }

    private static byte[] bytesOf(Hellos hello) throws IOException {
        var socket = new ByteSocket();
        new MessageChannel(socket).send(hello.hello());
        return socket.sent();
    }

    @Test
    void whoSaysNothingIsPutOutAndItsShardIsFree() throws IOException {
        var brisk = new Patience(Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(2));
        try (var impatient = EventServer.start(
                new Place(InetAddress.getLoopbackAddress(), 0, null), loop, counters, "", Limits.USUAL, brisk)) {
            var stranger = connect(impatient);
            assertThat(stranger.listen()).isInstanceOf(Failure.class);
            var consumer = connect(impatient);
            consumer.welcome(hello("s"));
            assertThat(((Refused) connect().ask(hello("s").hello())).reason()).isEqualTo(Reason.BUSY);
            assertThat(consumer.listen()).isInstanceOf(Failure.class);
            await().until(() -> impatient.connections() == 0);
            connect().welcome(hello("s"));
            assertThat(counters.ended(Ending.SILENT)).isEqualTo(2);
        }
    }

    @Test
    void stoppingSaysSoToEveryoneAndKeepsWhatWasApplied() throws IOException {
        var consumer = connect();
        var epoch = consumer.welcome(hello("s")).epoch();
        consumer.ask(
                Batches.of("s", epoch, START).event(Events.created(1)).to(1).batch());
        server.close();
        assertThat(consumer.listen()).isInstanceOf(GoAway.class);
        assertThatThrownBy(consumer::listen).isInstanceOfAny(EOFException.class, SocketException.class);
        loop.close();
        assertThat(latest.get().totals().created()).isOne();
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }

    @Test
    void aPortThatIsTakenIsAFailureOfOneLine() {
        assertThatThrownBy(() -> EventServer.start(
                        new Place(InetAddress.getLoopbackAddress(), server.port(), null), loop, counters, ""))
                .isInstanceOf(AppException.class)
                .hasMessageContaining("cannot listen on port " + server.port())
                .hasMessageContaining("--port");
    }
}
