package delivery.consumer;

import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one connection of this process to the ranking server, which all its shards share: made for the first of them, made
 * anew when it broke, given up with the last. Thread-safe.
 */
final class RankingLine implements RankingServer, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** The system asks its name servers for many seconds; a name that is right is known at once. */
    static final Duration LOOKUP = Duration.ofSeconds(2);

    private final ServerAddress server;
    private final StopSignal stop;

    /** Counts the attempts to connect, so that who waited for one that failed does not make the same at once. */
    private volatile int attempts;

    private IOException failure;
    private SharedConnection connection;
    private FutureTask<InetAddress> lookup;

    RankingLine(ServerAddress server, StopSignal stop) {
        this.server = server;
        this.stop = stop;
    }

    @Override
    public Session connect() throws IOException {
        var seen = attempts;
        synchronized (this) {
            var session = connection == null ? null : connection.begin();
            if (session != null) {
                return session;
            }
            if (attempts != seen && failure != null) {
                throw failure;
            }
            try {
                failure = null;
                open();
                return first();
            } catch (IOException e) {
                failure = e;
                throw e;
            } finally {
                attempts++;
            }
        }
    }

    /** The server, or what is between, may have hung up by now. */
    private Session first() throws IOException {
        var session = connection.begin();
        if (session == null) {
            throw new IOException("closed at once");
        }
        return session;
    }

    private void open() throws IOException {
        close();
        var address = address();
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, server.port()), (int) CONNECT.toMillis());
            connection = new SharedConnection(new MessageChannel(socket), stop).start();
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private InetAddress address() throws IOException {
        if (lookup == null) {
            lookup = new FutureTask<>(() -> InetAddress.getByName(server.host()));
            var thread = Threads.make("ranking-lookup", lookup);
            // It waits for the system, and nobody for it.
            thread.setDaemon(true);
            thread.start();
        }
        try {
            var address = lookup.get(LOOKUP.toMillis(), TimeUnit.MILLISECONDS);
            lookup = null;
            return address;
        } catch (TimeoutException e) {
            throw new UnknownHostException("no name server answers");
        } catch (ExecutionException e) {
            lookup = null;
            throw new UnknownHostException(server.host());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Once no session is used any more. */
    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
