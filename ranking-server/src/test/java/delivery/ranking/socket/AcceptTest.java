package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import delivery.app.Threads;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.loop.RankingThread;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.EventServer.Place;
import delivery.ranking.socket.EventServer.ThreadMaker;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.Admission;
import delivery.ranking.state.Batches;
import delivery.ranking.state.FixedDay;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the system refuses to the one thread that lets consumers in: a thread, a descriptor. */
@Timeout(60)
class AcceptTest {
    private static final Duration WHILE = Duration.ofSeconds(2);

    private final FixedDay time = new FixedDay(Instant.ofEpochMilli(Events.START_MILLIS));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final SocketCounters counters = new SocketCounters();
    private final RankingThread loop = new RankingThread(
                    new RankingLoop(
                            state,
                            time,
                            new LatestPicture(state.picture()),
                            DeadLetters.withoutFile(time),
                            RankingLoop.PACE),
                    time,
                    e -> {})
            .start();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("delivery.ranking")).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("delivery.ranking")).detachAppender(log);
        loop.close();
    }

    private EventServer start(ServerSocket listener, ThreadMaker threads) throws IOException {
        return EventServer.start(
                listener,
                new Place(InetAddress.getLoopbackAddress(), 0, null),
                loop,
                counters,
                "",
                Limits.USUAL,
                Patience.USUAL,
                threads);
    }

    private long saidOf(String what) {
        return log.list.stream()
                .filter(event -> event.getFormattedMessage().contains(what))
                .count();
    }

    @Test
    void aConnectionThatGetsNoThreadIsTurnedAwayAndTheRestGoesOn() throws IOException {
        var none = new AtomicBoolean();
        ThreadMaker threads = (name, body) -> none.get() ? new NotStarting(name, body) : Threads.make(name, body);
        try (var server = start(new ServerSocket(), threads);
                var first = new SocketConsumer(server.port())) {
            var epoch = first.welcome(Hellos.of("s")).epoch();
            none.set(true);
            for (var i = 0; i < 5; i++) {
                try (var unlucky = new SocketConsumer(server.port())) {
                    assertThat(unlucky.listen()).isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.code()).isEqualTo(Code.LIMIT);
                        assertThat(failure.text()).contains("no thread");
                    });
                }
            }
            assertThat(counters.ended(Ending.THREADS)).isEqualTo(5);
            assertThat(server.connections()).isOne();
            var batch = Batches.of("s", epoch, Position.TRIM_HORIZON).event(Events.created(1));
            assertThat(first.ask(batch.to(1).batch())).isInstanceOf(Ack.class);
            none.set(false);
            try (var next = new SocketConsumer(server.port())) {
                next.welcome(Hellos.of("t"));
            }
            assertThat(server.fault()).isNull();
            assertThat(saidOf("cannot start a thread")).isOne();
        }
    }

    /** A hundred of them at once, each asking again at once: they must not take the processor too. */
    @Test
    void asLongAsThereAreNoThreadsTheNextConnectionIsLookedAtLessAndLessOften() throws IOException {
        try (var server = start(new ServerSocket(), NotStarting::new)) {
            var sockets = new Socket[100];
            for (var i = 0; i < sockets.length; i++) {
                sockets[i] = new Socket(InetAddress.getLoopbackAddress(), server.port());
            }
            await().pollDelay(WHILE).until(() -> counters.ended(Ending.THREADS) > 0);
            assertThat(counters.ended(Ending.THREADS)).isLessThan(30);
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void acceptingThatFailsIsTriedLessAndLessOftenAndSaidOnce() throws IOException {
        var listener = new Failing();
        try (var server = start(listener, Threads::make)) {
            await().pollDelay(WHILE).until(() -> listener.tries.get() > 3);
            assertThat(listener.tries).as("in two seconds").hasValueLessThan(40);
            assertThat(saidOf("cannot accept a connection")).isOne();
            assertThat(server.fault()).isNull();
            listener.failing = false;
            try (var consumer = new SocketConsumer(server.port())) {
                consumer.welcome(Hellos.of("s"));
            }
        }
    }

    /** As when the limit of the user's processes is reached. */
    private static final class NotStarting extends Thread {
        NotStarting(String name, Runnable body) {
            super(body, name);
        }

        @Override
        public void start() {
            throw new OutOfMemoryError("unable to create native thread: a test says so");
        }
    }

    /** As when there are no descriptors left. */
    private static final class Failing extends ServerSocket {
        private final AtomicInteger tries = new AtomicInteger();
        private volatile boolean failing = true;

        Failing() throws IOException {
            super();
        }

        @Override
        public Socket accept() throws IOException {
            if (failing) {
                tries.incrementAndGet();
                throw new IOException("Too many open files: a test says so");
            }
            return super.accept();
        }
    }
}
