package delivery.localkinesis.http;

import delivery.localkinesis.quota.Limits;
import io.netty.channel.Channel;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is connected, and how many may be: when there are as many, the one we have waited for longest makes room, so that
 * those who only hold a connection cannot lock out those who use one. Thread-safe.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");
    private static final long SAID_EVERY_NANOS = 60_000_000_000L;

    /** Requests in all connections that speak HTTP/2: each costs as much as a connection. */
    private static final int MOST_STREAMS = 8_192;

    private static final long MOST_BODY_BYTES = 128L * Limits.MIB;

    final BodyBudget bodies;
    final Patience patience;
    private final int most;
    private final Consumer<Throwable> onError;
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLongArray ended = new AtomicLongArray(EndReason.values().length);
    private final Set<ConnectionWatch> open = new HashSet<>(); // guarded by this
    private long saidAt; // guarded by this, as the next
    private boolean said;
    private boolean closed;

    /** Why a connection, or a request, was ended by us. */
    enum EndReason {
        /** There were too many, and nothing came of it. */
        FULL,
        /** Nothing was asked for long. */
        IDLE,
        /** The head of a request took too long. */
        HEAD,
        /** The body of a request took too long. */
        BODY,
        /** Nobody read the answer. */
        UNREAD,
        /** There was no memory for its body. */
        MEMORY
    }

    /** @param onError told of an Error that a connection met */
    Connections(int most, Patience patience, Consumer<Throwable> onError) {
        this.most = most;
        this.patience = patience;
        this.onError = onError;
        this.bodies = new BodyBudget(Math.max(
                32L * Limits.MIB, Math.min(MOST_BODY_BYTES, Runtime.getRuntime().maxMemory() / 8)));
    }

    /** Null: there is no room for it, and it is closed. */
    @Nullable
    ConnectionWatch admit(Channel channel) {
        var connection = new ConnectionWatch(this, channel, remote(channel));
        synchronized (this) {
            if (closed) {
                channel.close();
                return null;
            }
            var full = open.size() >= most;
            if (full || isMoreThanItsShare(connection.remote)) {
                var victim = oldestWaiting(full ? null : connection.remote);
                sayFull();
                if (victim == null) {
                    count(EndReason.FULL);
                    channel.close();
                    return null;
                }
                open.remove(victim);
                victim.end(EndReason.FULL);
            }
            open.add(connection);
        }
        channel.closeFuture().addListener(closed -> remove(connection));
        return connection;
    }

    /** Of those that an event loop still has when it ends it may leave some open, and whoever is there would wait for ever. */
    void close() {
        List<ConnectionWatch> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(open);
        }
        last.forEach(connection -> connection.close().awaitUninterruptibly());
    }

    /** The system has none left to give: one that is not needed makes room. */
    synchronized void makeRoom() {
        var victim = oldestWaiting(null);
        if (victim != null) {
            open.remove(victim);
            victim.end(EndReason.FULL);
        }
    }

    /** False: there are too many requests. */
    boolean addStream() {
        return streams.incrementAndGet() <= MOST_STREAMS;
    }

    void removeStream() {
        streams.decrementAndGet();
    }

    void count(EndReason reason) {
        ended.incrementAndGet(reason.ordinal());
    }

    /** A connection's trouble is its own, an Error everyone's. */
    void failed(Throwable cause) {
        LOG.debug("a connection ends", cause);
        if (cause instanceof Error && !(cause instanceof OutOfDirectMemoryError)) {
            onError.accept(cause);
        }
    }

    String metrics() {
        var format = """
                # HELP local_kinesis_connections Connections that are open.
                # TYPE local_kinesis_connections gauge
                local_kinesis_connections %d
                # HELP local_kinesis_body_bytes Bytes of requests that have not come whole.
                # TYPE local_kinesis_body_bytes gauge
                local_kinesis_body_bytes %d
                # HELP local_kinesis_ended_total Connections and requests that were ended from here, and why.
                # TYPE local_kinesis_ended_total counter
                """;
        var text = new StringBuilder(String.format(Locale.ROOT, format, size(), bodies.used()));
        for (var reason : EndReason.values()) {
            var name = reason.name().toLowerCase(Locale.ROOT);
            text.append("local_kinesis_ended_total{reason=\"").append(name).append("\"} ");
            text.append(ended.get(reason.ordinal())).append('\n');
        }
        return text.toString();
    }

    synchronized int size() {
        return open.size();
    }

    private synchronized void remove(ConnectionWatch connection) {
        open.remove(connection);
    }

    /** Another machine may have half of all: a few that hold on must not shut out the others. */
    private boolean isMoreThanItsShare(@Nullable InetAddress remote) {
        return remote != null && open.size() >= most / 2 && from(remote).count() >= most / 2;
    }

    /** @param remote of that address only; null: of any */
    private @Nullable ConnectionWatch oldestWaiting(@Nullable InetAddress remote) {
        var now = System.nanoTime();
        return (remote == null ? open.stream() : from(remote))
                .filter(connection -> connection.maySpare(now))
                .min(Comparator.comparingLong(connection -> connection.waitingSince() - now))
                .orElse(null);
    }

    private Stream<ConnectionWatch> from(InetAddress remote) {
        return open.stream().filter(connection -> remote.equals(connection.remote));
    }

    private void sayFull() {
        var now = System.nanoTime();
        if (!said || now - saidAt >= SAID_EVERY_NANOS) {
            said = true;
            saidAt = now;
            LOG.warn(
                    "{} connections are open, of {} that may be: the one that has been silent longest is closed for"
                            + " each new one",
                    open.size(),
                    most);
        }
    }

    /** Null: this machine. */
    private static @Nullable InetAddress remote(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                        && !address.getAddress().isLoopbackAddress()
                ? address.getAddress()
                : null;
    }
}
