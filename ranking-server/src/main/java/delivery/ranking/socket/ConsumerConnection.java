package delivery.ranking.socket;

import delivery.app.Time;
import delivery.app.tls.ServerIdentity;
import delivery.protocol.MalformedFrameException;
import delivery.protocol.Message;
import delivery.protocol.Message.Failure;
import delivery.protocol.MessageChannel;
import delivery.ranking.loop.Questions;
import delivery.ranking.socket.Sessions.Patience;
import delivery.ranking.socket.SocketCounters.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one consumer, on a thread of its own, which does what {@link Sessions} says. */
final class ConsumerConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final int LINGER_BYTES = 64 * 1024;

    private final Socket wire;
    /** Null if there is no TLS. */
    private final ServerIdentity identity;

    private final SocketCounters counters;
    private final String pageUrl;
    private final Patience patience;
    private final ChannelLine line = new ChannelLine();
    private final Sessions sessions;

    /** Its channel is the connection's thread's. */
    private static final class ChannelLine implements Sessions.Line {
        private MessageChannel channel;

        @Override
        public void send(int session, Message message) throws IOException {
            channel.send(session, message);
        }

        @Override
        public Duration spentInFrames() {
            return channel.spentInFrames();
        }
    }

    ConsumerConnection(
            Socket wire,
            ServerIdentity identity,
            Questions ranking,
            SocketCounters counters,
            String pageUrl,
            Patience patience,
            Semaphore room) {
        this.wire = wire;
        this.identity = identity;
        this.counters = counters;
        this.pageUrl = pageUrl;
        this.patience = patience;
        sessions = new Sessions(ranking, counters, patience, room, Time.system(), line);
    }

    @Override
    public void run() {
        try (wire) {
            var socket = identity == null ? wire : identity.over(wire);
            line.channel = new MessageChannel(wire, socket, patience.frame());
            try {
                while (sessions.attend() && listen()) {
                    // one at a time: no more than one frame of a connection is in memory
                }
            } catch (MalformedFrameException e) {
                turnAway(e, socket);
            } catch (IOException e) {
                if (!sessions.sayFarewell()) {
                    throw e;
                }
            }
            linger(socket);
        } catch (SSLException e) {
            counters.end(Ending.TLS);
            LOG.debug("a connection without TLS, or one that could not agree on it: {}", e.toString());
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.toString());
        } catch (RuntimeException e) {
            counters.end(Ending.INTERNAL);
            LOG.error("a connection failed", e);
        } finally {
            sessions.close();
        }
    }

    /** False if that was the last. */
    private boolean listen() throws IOException {
        MessageChannel.Addressed heard;
        try {
            heard = line.channel.hear(sessions.untilNextLook(), sessions.maxFrameBytes());
        } catch (SocketTimeoutException e) {
            return true;
        }
        return sessions.hear(heard.session(), heard.message());
    }

    private void turnAway(MalformedFrameException e, Socket socket) throws IOException {
        if (!e.isHttp()) {
            sessions.end(0, new Failure(e.code(), e.getMessage()));
            return;
        }
        counters.end(Ending.HTTP);
        var hint = "this is the ranking socket; the page is at " + pageUrl + "\n";
        var answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: " + hint.length()
                + "\r\nConnection: close\r\n\r\n" + hint;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** Closing on bytes not read would reset the connection and take our last word away from the other side. */
    private void linger(Socket socket) throws IOException {
        socket.shutdownOutput();
        if (wire.isInputShutdown()) {
            return;
        }
        var end = System.nanoTime() + LINGER.toNanos();
        wire.setSoTimeout((int) LINGER.toMillis());
        var sink = new byte[4_096];
        var read = 0;
        try {
            for (var count = 0; count >= 0 && read < LINGER_BYTES && System.nanoTime() < end; read += count) {
                count = wire.getInputStream().read(sink);
            }
        } catch (SocketTimeoutException e) {
            LOG.trace("waited long enough");
        }
    }

    /** Does not wait: the thread that listens wakes up, since nothing more can come in, and says the last word. */
    void goAway() {
        sessions.goAway();
        try {
            wire.shutdownInput();
        } catch (IOException e) {
            LOG.debug("gone already: {}", e.toString());
        }
    }

    boolean isStranger() {
        return sessions.isStranger();
    }

    /** To another stranger. */
    void giveWay() {
        if (sessions.giveWay()) {
            cut();
        }
    }

    InetAddress address() {
        return wire.getInetAddress();
    }

    /** For one that did not go in time. */
    void cut() {
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("gone already: {}", e.toString());
        }
    }
}
