package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.Batches;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers may take of the server, while a consumer that keeps to the protocol is served as ever. */
@Timeout(300)
class SocketLimitsTest {
    private static final int SOCKETS = Integer.getInteger("sockets", 500);
    private static final Patience LONG = Patience.USUAL;

    @Test
    void moreConnectionsThanThereIsRoomForAreToldSoAndClosed() throws IOException {
        try (var server = new ServerOnASocket(new Limits(4, 4, 4, 4, 100), LONG)) {
            for (var i = 0; i < 4; i++) {
                server.consumer().welcome(ServerOnASocket.hello("s" + i));
            }
            assertLimit(server.consumer().listen(), "all 4 connections");
            assertThat(server.counters.ended(Ending.CONNECTIONS)).isOne();
        }
    }

    @Test
    void oneAddressDoesNotGetAllTheConnections() throws IOException {
        try (var server = new ServerOnASocket(new Limits(4, 4, 4, 2, 100), LONG)) {
            server.consumer().welcome(ServerOnASocket.hello("a"));
            var second = server.consumer();
            second.welcome(ServerOnASocket.hello("b"));
            assertLimit(server.consumer().listen(), "2 connections from your address");
            assertThat(server.counters.ended(Ending.ADDRESS)).isOne();
            second.close();
            await().until(() -> server.connections() == 1);
            server.consumer().welcome(ServerOnASocket.hello("b"));
        }
    }

    private static void assertLimit(Message answer, String words) {
        assertThat(answer).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(Code.LIMIT);
            assertThat(failure.text()).contains(words);
        });
    }

    /** An honest consumer says its Hello at once, so the one that has waited longest is the one to go. */
    @Test
    void strangersThatSayNothingDoNotKeepAConsumerOut() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, LONG)) {
            var strangers = new ArrayList<Socket>();
            for (var i = 0; i < Limits.USUAL.strangers(); i++) {
                strangers.add(server.connect());
            }
            await().until(() -> server.connections() == Limits.USUAL.strangers());
            server.consumer().welcome(ServerOnASocket.hello("s"));
            assertThat(server.counters.ended(Ending.UNGREETED)).isOne();
            assertThat(strangers.get(0).getInputStream().read()).as("the first").isEqualTo(-1);
            await().until(() -> server.connections() == Limits.USUAL.strangers());
        }
    }

    /** D2. */
    @Test
    void aThousandFramesOfTwoGigabytesTakeNoMemory() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, LONG)) {
            var header = ByteBuffer.allocate(12).putInt(Integer.MAX_VALUE).array();
            var before = usedHeap();
            for (var i = 0; i < 1_000; i++) {
                try (var socket = new SocketConsumer(server.port())) {
                    socket.socket().getOutputStream().write(header);
                    assertThat(((Failure) socket.listen()).code()).isEqualTo(Code.TOO_LARGE);
                }
            }
            assertThat(usedHeap() - before).isLessThan(10 * 1024 * 1024);
            assertThat(server.counters.ended(Ending.TOO_LARGE)).isEqualTo(1_000);
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** D3; {@code -Dsockets=5000} is what it asks for. */
    @Test
    void manyThatDribbleAreAllDroppedAndAnHonestConsumerIsServed() throws IOException {
        var brisk = new Patience(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(1));
        try (var server = new ServerOnASocket(Limits.USUAL, brisk);
                var honest = new HonestConsumer(server)) {
            await().until(() -> honest.applied() > 0);
            var dribbling = new ArrayList<Socket>();
            for (var i = 0; i < SOCKETS; i++) {
                dribbling.add(server.connect());
            }
            var length = ByteBuffer.allocate(12).putInt(60_000).array();
            for (var i = 0; i < length.length || !dribbling.isEmpty(); i++) {
                var next = i < length.length ? length[i] : 1;
                dribbling.removeIf(socket -> !says(socket, next));
            }
            assertThat(honest.trouble()).isNull();
            await().until(() -> server.connections() == 1);
            var applied = honest.applied();
            await().until(() -> honest.applied() > applied);
            assertThat(dropped(server)).isEqualTo(SOCKETS);
            assertThat(server.counters.ended(Ending.SLOW)).isPositive();
        }
    }

    private static long dropped(ServerOnASocket server) {
        return Stream.of(Ending.UNGREETED, Ending.SLOW, Ending.SILENT)
                .mapToLong(server.counters::ended)
                .sum();
    }

    private static boolean says(Socket socket, int next) {
        try {
            socket.getOutputStream().write(next);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** D4; {@code -Dsockets=10000} is what it asks for. */
    @Test
    void manyConnectionsAreServedByNoMoreThreadsThanAreAllowed() throws IOException {
        try (var server = new ServerOnASocket(Limits.USUAL, LONG);
                var honest = new HonestConsumer(server)) {
            var threads = Thread.activeCount();
            var most = 0;
            for (var i = 0; i < SOCKETS; i++) {
                server.connect();
                most = Math.max(most, Thread.activeCount() - threads);
            }
            // Those cut off a moment ago may still be on their way out.
            assertThat(most).isLessThanOrEqualTo(2 * Limits.USUAL.strangers() + 2);
            assertThat(honest.trouble()).isNull();
            await().until(() -> server.connections() <= Limits.USUAL.strangers() + 1);
            server.consumer().welcome(ServerOnASocket.hello("s"));
        }
    }

    @Test
    void aFrameBegunByAConsumerHasToBeCompleteInTimeToo() throws IOException {
        var brisk = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(300));
        try (var server = new ServerOnASocket(Limits.USUAL, brisk)) {
            var consumer = server.consumer();
            consumer.welcome(ServerOnASocket.hello("s"));
            consumer.socket().getOutputStream().write(new byte[] {0, 0});
            assertThat(((Failure) consumer.listen()).code()).isEqualTo(Code.SLOW);
            assertThatThrownBy(consumer::listen).isInstanceOfAny(EOFException.class, SocketException.class);
            assertThat(server.counters.ended(Ending.SLOW)).isOne();
            await().until(() -> server.connections() == 0);
            var next = server.consumer();
            var epoch = next.welcome(ServerOnASocket.hello("s")).epoch();
            var batch = Batches.of("s", epoch, Position.TRIM_HORIZON)
                    .event(Events.created(1))
                    .to(1)
                    .batch();
            assertThat(next.ask(batch)).isInstanceOf(Ack.class);
        }
    }
}
