package delivery.ranking.socket;

import delivery.app.FakeTime;
import delivery.app.tls.ServerIdentity;
import delivery.model.Events;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.loop.RankingThread;
import delivery.ranking.socket.EventServer.Limits;
import delivery.ranking.socket.EventServer.Place;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.state.Admission;
import delivery.ranking.state.FixedDay;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real ranking server without its web page, for any number of real connections. */
final class ServerOnASocket implements AutoCloseable {
    static final String TOKEN = "s3cret";

    private static final Instant NOW = Instant.ofEpochMilli(Events.START_MILLIS);

    final SocketCounters counters = new SocketCounters();
    final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    final LatestPicture latest;
    private final RankingThread loop;
    private final EventServer server;
    private final List<Closeable> clients = new ArrayList<>();

    ServerOnASocket(Limits limits, Patience patience) {
        this(limits, patience, null);
    }

    ServerOnASocket(Limits limits, Patience patience, ServerIdentity identity) {
        var state = new RankingState(new Admission(TOKEN, null), 600, new FakeTime(NOW));
        latest = new LatestPicture(state.picture());
        loop = new RankingThread(
                        new RankingLoop(
                                state,
                                new FixedDay(NOW),
                                latest,
                                DeadLetters.withoutFile(new FixedDay(NOW)),
                                RankingLoop.PACE),
                        new FixedDay(NOW),
                        bugs::add)
                .start();
        server = EventServer.start(
                new Place(InetAddress.getLoopbackAddress(), 0, identity),
                loop,
                counters,
                "http://page/",
                limits,
                patience);
    }

    static Hellos hello(String shardId) {
        return Hellos.of(shardId).token(TOKEN);
    }

    int port() {
        return server.port();
    }

    int connections() {
        return server.connections();
    }

    boolean isAlive() {
        return loop.isAlive() && bugs.isEmpty();
    }

    SocketConsumer consumer() throws IOException {
        var consumer = new SocketConsumer(port());
        clients.add(consumer);
        return consumer;
    }

    /** A connection on which anything can be said. */
    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        clients.add(socket);
        return socket;
    }

    /** Lets nobody in any more, and sees everybody out. */
    void stop() {
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        loop.close();
        for (var client : clients) {
            client.close();
        }
    }
}
