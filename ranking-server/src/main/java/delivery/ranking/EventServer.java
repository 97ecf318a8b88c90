package delivery.ranking;

import delivery.app.Ports;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.ranking.Connection.Patience;
import delivery.ranking.SocketCounters.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ranking socket: lets consumers in, one thread each, and sees them all out. */
final class EventServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 256;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final int BACKLOG = 128;
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final ServerSocket listener;
    private final RankingLoop loop;
    private final SocketCounters counters;
    private final String pageUrl;
    private final Patience patience;

    /** Those that ended are taken out when the next one comes, so that whoever closes joins every thread there was. */
    private final Map<Connection, Thread> connections = new ConcurrentHashMap<>();

    private final StopSignal stop = new StopSignal();
    private final Thread thread = new Thread(this::acceptAll, "accept");

    private EventServer(
            ServerSocket listener, RankingLoop loop, SocketCounters counters, String pageUrl, Patience patience) {
        this.listener = listener;
        this.loop = loop;
        this.counters = counters;
        this.pageUrl = pageUrl;
        this.patience = patience;
    }

    /** @throws delivery.app.AppException if the port is taken */
    static EventServer start(InetAddress bind, int port, RankingLoop loop, SocketCounters counters, String pageUrl) {
        return start(bind, port, loop, counters, pageUrl, Patience.USUAL);
    }

    static EventServer start(
            InetAddress bind, int port, RankingLoop loop, SocketCounters counters, String pageUrl, Patience patience) {
        try {
            var listener = new ServerSocket();
            try {
                listener.setReuseAddress(true);
                listener.bind(new InetSocketAddress(bind, port), BACKLOG);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
            var server = new EventServer(listener, loop, counters, pageUrl, patience);
            server.thread.start();
            return server;
        } catch (IOException e) {
            throw Ports.taken("--port", port, e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return (int) connections.values().stream().filter(Thread::isAlive).count();
    }

    private void acceptAll() {
        for (var number = 1L; !stop.isStopped(); number++) {
            try {
                serve(listener.accept(), number);
            } catch (IOException e) {
                if (!stop.isStopped()) {
                    LOG.warn("cannot accept a connection: {}", e.toString());
                    stop.await(Duration.ofMillis(100));
                }
            }
        }
    }

    private void serve(Socket socket, long number) throws IOException {
        counters.accept();
        connections.values().removeIf(talker -> !talker.isAlive());
        if (connections.size() >= MAX_CONNECTIONS) {
            counters.end(Ending.LIMIT);
            socket.close();
            return;
        }
        var connection = new Connection(socket, loop, counters, pageUrl, patience);
        var talker = new Thread(connection, "consumer-" + number);
        connections.put(connection, talker);
        talker.start();
    }

    /** Batches at hand are finished and acknowledged; then everyone is told to go, and after a while cut off. */
    @Override
    public void close() {
        stop.stop();
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
        Threads.join(thread);
        connections.keySet().forEach(Connection::goAway);
        var end = System.nanoTime() + FAREWELL.toNanos();
        connections.forEach((connection, talker) -> {
            join(talker, end);
            connection.cut();
            Threads.join(talker);
        });
    }

    private static void join(Thread talker, long endNanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(talker, Math.max(1, endNanos - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
