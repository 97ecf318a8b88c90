package delivery.relay;

import delivery.app.HostName;
import delivery.app.StopSignal;
import delivery.app.tls.ServerTrust;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of this process to the ranking server, which all its shards share: made for the first of them, made
 * anew when it broke, given up with the last. Thread-safe.
 */
public final class RankingLine implements RankingPort, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final ServerAddress server;
    /** Null if there is no TLS. */
    private final @Nullable ServerTrust trust;

    private final HostName name;
    private final StopSignal stop;

    /** Counts the attempts to connect, so that who waited for one that failed does not make the same at once. */
    private volatile int attempts;

    private @Nullable IOException failure;
    private @Nullable SharedConnection connection;

    /** @param trust for TLS; null without */
    public RankingLine(ServerAddress server, @Nullable ServerTrust trust, StopSignal stop) {
        this.server = server;
        this.trust = trust;
        name = new HostName(server.host());
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
                return first(open());
            } catch (IOException e) {
                failure = e;
                throw e;
            } finally {
                attempts++;
            }
        }
    }

    /** The server, or what is between, may have hung up by now. */
    private static Session first(SharedConnection opened) throws IOException {
        var session = opened.begin();
        if (session == null) {
            throw new IOException("closed at once");
        }
        return session;
    }

    private SharedConnection open() throws IOException {
        close();
        var address = address();
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, server.port()), (int) CONNECT.toMillis());
            var spoken = trust == null ? socket : trust.over(socket, server.host());
            var opened = new SharedConnection(new MessageChannel(socket, spoken, MessageChannel.FRAME_DEADLINE), stop)
                    .start();
            connection = opened;
            return opened;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private InetAddress address() throws IOException {
        try {
            return name.resolve();
        } catch (UnknownHostException e) {
            throw e.getCause() instanceof TimeoutException ? new UnknownHostException("no name server answers") : e;
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
