package delivery.ranking;

import delivery.protocol.MalformedFrameException;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.SocketCounters.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The talk with one consumer, on a thread of its own: a Hello, then batch and answer in turn. */
final class Connection implements Runnable {
    /** Silence after which a consumer is taken for dead and its shard is free. */
    static final Duration IDLE = Duration.ofSeconds(15);
    /** How large a Hello may be: before its token is looked at, a stranger gets no memory to speak of. */
    static final int FIRST_FRAME_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final int LINGER_BYTES = 64 * 1024;

    private final Socket socket;
    private final RankingLoop loop;
    private final SocketCounters counters;
    private final String pageUrl;
    private final Patience patience;

    /** How long a stranger may take to begin with its Hello, a consumer to go on, and either for a frame once begun. */
    record Patience(Duration hello, Duration idle, Duration frame) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(5), IDLE, MessageChannel.FRAME_DEADLINE);
    }

    /** Set once by others; the connection's thread then says so and ends. */
    private volatile Message farewell;

    private volatile boolean welcomed;
    /** Set once by whoever ends the connection, so that it is counted under one reason. */
    private final AtomicBoolean over = new AtomicBoolean();

    Connection(Socket socket, RankingLoop loop, SocketCounters counters, String pageUrl, Patience patience) {
        this.socket = socket;
        this.loop = loop;
        this.counters = counters;
        this.pageUrl = pageUrl;
        this.patience = patience;
    }

    @Override
    public void run() {
        try (socket) {
            var channel = new MessageChannel(socket, patience.frame());
            try {
                greet(channel);
            } catch (MalformedFrameException e) {
                turnAway(channel, e);
            } catch (SocketTimeoutException e) {
                end(channel, new Failure(Code.SILENT, "nothing heard in time"));
            } catch (IOException e) {
                if (farewell == null) {
                    throw e;
                }
            }
            if (farewell != null) {
                end(channel, farewell);
            }
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.toString());
        } catch (RuntimeException e) {
            counters.end(Ending.INTERNAL);
            LOG.error("a connection failed", e);
        }
    }

    private void greet(MessageChannel channel) throws IOException {
        if (!(channel.receive(patience.hello(), FIRST_FRAME_BYTES) instanceof Hello hello)) {
            end(channel, new Failure(Code.UNEXPECTED, "the first frame must be a Hello"));
            return;
        }
        var answer = loop.greet(hello, newHolder -> leaveWith(new Fenced(newHolder)));
        if (answer instanceof Welcome welcome) {
            var shardId = hello.shard().shardId();
            LOG.info("{} brings {} from {}", hello.holder(), shardId, welcome.position());
            welcomed = true;
            try {
                channel.send(welcome);
                converse(channel, shardId, welcome.epoch());
            } finally {
                loop.leave(shardId, welcome.epoch());
                LOG.info("{} has left {}", hello.holder(), shardId);
            }
        } else if (answer instanceof Refused refused) {
            // These are asked again and again, and are no fault.
            if (!isPassing(refused.reason())) {
                LOG.info("refused: {}", refused.text());
            }
            end(channel, refused);
        } else {
            end(channel, answer);
        }
    }

    private static boolean isPassing(Reason reason) {
        return reason == Reason.WAIT || reason == Reason.BUSY || reason == Reason.HANDOVER;
    }

    private void converse(MessageChannel channel, String shardId, long epoch) throws IOException {
        while (farewell == null) {
            if (!(channel.receive(patience.idle()) instanceof Batch batch)) {
                end(channel, new Failure(Code.UNEXPECTED, "after the Hello only batches"));
                return;
            }
            if (!batch.shardId().equals(shardId) || batch.epoch() != epoch) {
                end(channel, new Failure(Code.WRONG_EPOCH, "a batch of another shard or epoch than was given"));
                return;
            }
            var answer = loop.apply(batch);
            if (answer instanceof Rewind) {
                counters.rewind();
            } else if (!(answer instanceof Ack)) {
                end(channel, answer);
                return;
            } else if (!batch.rejected().isEmpty()) {
                var first = batch.rejected().get(0);
                LOG.warn(
                        "{} rejected {} record(s), the first at {}: {}",
                        shardId,
                        batch.rejected().size(),
                        first.sequenceNumber(),
                        first.message());
            }
            channel.send(answer);
        }
    }

    private void turnAway(MessageChannel channel, MalformedFrameException e) throws IOException {
        if (!e.isHttp()) {
            end(channel, new Failure(e.code(), e.getMessage()));
            return;
        }
        counters.end(Ending.HTTP);
        var hint = "this is the ranking socket; the page is at " + pageUrl + "\n";
        var answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: " + hint.length()
                + "\r\nConnection: close\r\n\r\n" + hint;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        linger();
    }

    private void end(MessageChannel channel, Message last) throws IOException {
        var why = Ending.of(last);
        if (why != null && over.compareAndSet(false, true)) {
            counters.end(why);
        }
        channel.send(last);
        linger();
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

    /** The server is stopping: the batch at hand is finished and acknowledged first. */
    void goAway() {
        leaveWith(new GoAway("the server is stopping, come back a little later"));
    }

    /** Does not wait: the thread that listens wakes up, since nothing more can come in, and says the last word. */
    private void leaveWith(Message last) {
        farewell = last;
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            LOG.debug("gone already: {}", e.toString());
        }
    }

    /** Whether it may yet turn out to be nobody we know: a stranger that has not been welcomed. */
    boolean isStranger() {
        return !welcomed && !over.get();
    }

    /** To another stranger. */
    void giveWay() {
        if (over.compareAndSet(false, true)) {
            counters.end(Ending.UNGREETED);
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
