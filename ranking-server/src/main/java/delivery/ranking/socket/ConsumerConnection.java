package delivery.ranking.socket;

import delivery.app.Time;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one consumer, on a thread of its own, which does what {@link Sessions} says. */
final class ConsumerConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final int LINGER_BYTES = 64 * 1024;

    private final Socket socket;
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
            Socket socket,
            Questions ranking,
            SocketCounters counters,
            String pageUrl,
            Patience patience,
            Semaphore room) {
        this.socket = socket;
        this.counters = counters;
        this.pageUrl = pageUrl;
        this.patience = patience;
        sessions = new Sessions(ranking, counters, patience, room, Time.system(), line);
    }

    @Override
    public void run() {
        try (socket) {
            line.channel = new MessageChannel(socket, patience.frame());
            try {
                while (sessions.attend() && listen()) {
                    // one at a time: no more than one frame of a connection is in memory
                }
            } catch (MalformedFrameException e) {
                turnAway(e);
            } catch (IOException e) {
                if (!sessions.sayFarewell()) {
                    throw e;
                }
            }
            linger();
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

    private void turnAway(MalformedFrameException e) throws IOException {
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
    private void linger() throws IOException {
        socket.shutdownOutput();
        if (socket.isInputShutdown()) {
            return;
        }
        var end = System.nanoTime() + LINGER.toNanos();
        socket.setSoTimeout((int) LINGER.toMillis());
        var sink = new byte[4_096];
        var read = 0;
        try {
            for (var count = 0; count >= 0 && read < LINGER_BYTES && System.nanoTime() < end; read += count) {
                count = socket.getInputStream().read(sink);
            }
        } catch (SocketTimeoutException e) {
            LOG.trace("waited long enough");
        }
    }

    /** Does not wait: the thread that listens wakes up, since nothing more can come in, and says the last word. */
    void goAway() {
        sessions.goAway();
        try {
            socket.shutdownInput();
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
        return socket.getInetAddress();
    }

    /** For one that did not go in time. */
    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("gone already: {}", e.toString());
        }
    }
}
