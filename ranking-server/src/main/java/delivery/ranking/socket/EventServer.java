package delivery.ranking.socket;

import delivery.app.Backoff;
import delivery.app.Ports;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.tls.ServerIdentity;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.MessageChannel;
import delivery.ranking.loop.Questions;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ranking socket: lets consumers in, one thread each, and sees them all out. */
public final class EventServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 256;
    /** A session costs a few hundred bytes, beside its shard's place in the state. */
    public static final int MAX_SESSIONS = 10_000;

    /**
     * How many connections there may be.
     *
     * @param total of all
     * @param strangers of those that have not been welcomed; of more the one that waited longest is cut off, since a
     *     consumer says its Hello at once
     * @param sessions shards that are brought, on all connections together
     * @param perAddress of another machine
     * @param perLoopbackAddress of this machine, on which there may well be a hundred consumers. Whoever is here already
     *     has better means to do harm than to use up connections
     */
    record Limits(int total, int strangers, int perAddress, int perLoopbackAddress, int sessions) {
        static final Limits USUAL = new Limits(MAX_CONNECTIONS, 32, 64, MAX_CONNECTIONS, MAX_SESSIONS);
    }

    /**
     * Where to listen.
     *
     * @param port 0 for any free one
     * @param identity for TLS; null without
     */
    public record Place(InetAddress bind, int port, ServerIdentity identity) {}

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final int BACKLOG = 128;
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final Duration RETRY_BASE = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);
    /** How often the same trouble is said again. */
    private static final Duration REPEAT = Duration.ofSeconds(30);

    private final ServerSocket listener;
    /** Null if there is no TLS. */
    private final ServerIdentity identity;

    private final Questions ranking;
    private final SocketCounters counters;
    private final String pageUrl;
    private final Limits limits;
    private final Patience patience;

    /** By their numbers, so the one that waited longest is first. Those that ended are taken out when the next one comes, so that whoever closes joins every thread there was. */
    private final NavigableMap<Long, Talk> connections = new ConcurrentSkipListMap<>();

    private final Semaphore room;
    private final Backoff backoff = new Backoff(RETRY_BASE, RETRY_MAX, new Random());
    private long saidAtNanos = System.nanoTime() - REPEAT.toNanos();

    private final StopSignal stop = new StopSignal();
    private final Thread thread = Threads.make("accept", this::acceptAll);

    private final ThreadMaker threads;

    /** Where the thread of a connection comes from. The system may have none left, which shows when it is started. */
    interface ThreadMaker {
        Thread make(String name, Runnable body);
    }

    private record Talk(ConsumerConnection connection, Thread thread) {
        boolean isOver() {
            return !thread.isAlive();
        }
    }

    private EventServer(
            ServerSocket listener,
            ServerIdentity identity,
            Questions ranking,
            SocketCounters counters,
            String pageUrl,
            Limits limits,
            Patience patience,
            ThreadMaker threads) {
        this.listener = listener;
        this.identity = identity;
        this.ranking = ranking;
        this.counters = counters;
        this.pageUrl = pageUrl;
        this.limits = limits;
        this.patience = patience;
        this.threads = threads;
        room = new Semaphore(limits.sessions());
    }

    /** @throws delivery.app.AppException if the port is taken */
    public static EventServer start(Place place, Questions ranking, SocketCounters counters, String pageUrl) {
        return start(place, ranking, counters, pageUrl, Limits.USUAL, Patience.USUAL);
    }

    static EventServer start(
            Place place, Questions ranking, SocketCounters counters, String pageUrl, Limits limits, Patience patience) {
        try {
            return start(new ServerSocket(), place, ranking, counters, pageUrl, limits, patience, Threads::make);
        } catch (IOException e) {
            throw Ports.taken("--port", place.port(), e);
        }
    }

    /** @param listener not bound yet; closed with the server */
    static EventServer start(
            ServerSocket listener,
            Place place,
            Questions ranking,
            SocketCounters counters,
            String pageUrl,
            Limits limits,
            Patience patience,
            ThreadMaker threads)
            throws IOException {
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(place.bind(), place.port()), BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        var server = new EventServer(listener, place.identity(), ranking, counters, pageUrl, limits, patience, threads);
        server.thread.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public int connections() {
        return (int)
                connections.values().stream().filter(talk -> !talk.isOver()).count();
    }

    /** Sessions on them: shards that may be brought now. */
    int sessions() {
        return limits.sessions() - room.availablePermits();
    }

    /** Why nobody can come any more; null if they can. */
    public String fault() {
        return thread.isAlive() || stop.isStopped() ? null : "the thread " + thread.getName() + " has ended";
    }

    private void acceptAll() {
        for (var number = 1L; !stop.isStopped(); number++) {
            try {
                if (serve(listener.accept(), number)) {
                    backoff.reset();
                }
            } catch (IOException e) {
                trouble("cannot accept a connection: " + e);
            }
        }
    }

    /** What takes our descriptors or threads may take a while to give them back. */
    private void trouble(String text) {
        if (stop.isStopped()) {
            return;
        }
        var now = System.nanoTime();
        if (now - saidAtNanos >= REPEAT.toNanos()) {
            saidAtNanos = now;
            LOG.warn("{}: consumers may have to wait", text);
        }
        stop.await(backoff.next());
    }

    /** False if the system gave it no thread. */
    private boolean serve(Socket socket, long number) {
        counters.accept();
        connections.values().removeIf(Talk::isOver);
        if (connections.size() >= limits.total()) {
            turnAway(socket, Ending.CONNECTIONS, "all " + limits.total() + " connections are in use");
            return true;
        }
        var perAddress = perAddress(socket.getInetAddress());
        if (from(socket.getInetAddress()) >= perAddress) {
            turnAway(socket, Ending.ADDRESS, perAddress + " connections from your address are in use");
            return true;
        }
        makeRoomForAStranger();
        var connection = new ConsumerConnection(socket, identity, ranking, counters, pageUrl, patience, room);
        var thread = threads.make("consumer-" + number, connection);
        connections.put(number, new Talk(connection, thread));
        try {
            thread.start();
            return true;
        } catch (OutOfMemoryError e) {
            // The system gives us no thread: that is this connection's bad luck, and the others go on.
            connections.remove(number);
            turnAway(socket, Ending.THREADS, "no thread can be started for this connection");
            trouble("cannot start a thread for a connection: " + e);
            return false;
        }
    }

    private int perAddress(InetAddress address) {
        return address.isLoopbackAddress() ? limits.perLoopbackAddress() : limits.perAddress();
    }

    private long from(InetAddress address) {
        return connections.values().stream()
                .filter(talk -> address.equals(talk.connection().address()))
                .count();
    }

    /** Does not wait for the other side: what it is told fits the socket's buffer. In TLS it would have to, and is told nothing. */
    private void turnAway(Socket socket, Ending why, String text) {
        counters.end(why);
        try (socket) {
            if (identity == null) {
                new MessageChannel(socket).send(new Failure(Code.LIMIT, text));
            }
        } catch (IOException e) {
            LOG.debug("gone already: {}", e.toString());
        }
    }

    private void makeRoomForAStranger() {
        var strangers = connections.values().stream()
                .map(Talk::connection)
                .filter(ConsumerConnection::isStranger)
                .toList();
        if (strangers.size() >= limits.strangers()) {
            strangers.get(0).giveWay();
        }
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
        connections.values().forEach(talk -> talk.connection().goAway());
        var end = System.nanoTime() + FAREWELL.toNanos();
        connections.values().forEach(talk -> {
            join(talk.thread(), end);
            talk.connection().cut();
            Threads.join(talk.thread());
        });
    }

    private static void join(Thread thread, long endNanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, endNanos - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
