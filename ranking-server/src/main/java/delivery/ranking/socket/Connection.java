package delivery.ranking.socket;

import delivery.protocol.MalformedFrameException;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.ShardTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The talk with one consumer, on a thread of its own. Each shard that it brings is a session: a Hello, then batch and
 * answer in turn. What goes wrong in a session ends that one; only session 0 is the connection's own, and ends with it.
 */
final class Connection implements Runnable {
    /** How large a Hello may be: before its token is looked at, a stranger gets no memory to speak of. */
    static final int FIRST_FRAME_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final int LINGER_BYTES = 64 * 1024;
    /** How often one that says nothing is looked after: for whom a takeover concerns is told so late at most. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Socket socket;
    private final RankingLoop loop;
    private final SocketCounters counters;
    private final String pageUrl;
    private final Patience patience;
    /** Shards that may yet be brought, on all connections together. */
    private final Semaphore room;

    /** How long one without a session may take to begin with its Hello, a session to go on, and either for a frame once begun. */
    record Patience(Duration hello, Duration idle, Duration frame) {
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(5), ShardTable.SESSION_IDLE, MessageChannel.FRAME_DEADLINE);
    }

    /** A shard that is brought here. */
    private static final class Session {
        private final int number;
        private final String shardId;
        private final String holder;
        private long epoch;
        private long heardAtNanos;
        /** Set by the loop's thread. */
        private volatile String newHolder;

        Session(int number, Hello hello) {
            this.number = number;
            shardId = hello.shard().shardId();
            holder = hello.holder();
        }
    }

    /** By number; the one that has been silent for longest comes first. */
    private final LinkedHashMap<Integer, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
    /** Sessions that lost their shard to another consumer, and are to be told. */
    private final Queue<Session> fenced = new ConcurrentLinkedQueue<>();
    /** When it last said Hello, or had a session. */
    private long idleSinceNanos = System.nanoTime();

    /** Set once by others; the connection's thread then says so and ends. */
    private volatile Message farewell;

    private volatile boolean welcomed;
    /** Set once by whoever ends the connection, so that it is counted under one reason. */
    private final AtomicBoolean over = new AtomicBoolean();

    Connection(
            Socket socket,
            RankingLoop loop,
            SocketCounters counters,
            String pageUrl,
            Patience patience,
            Semaphore room) {
        this.socket = socket;
        this.loop = loop;
        this.counters = counters;
        this.pageUrl = pageUrl;
        this.patience = patience;
        this.room = room;
    }

    @Override
    public void run() {
        try (socket) {
            var channel = new MessageChannel(socket, patience.frame());
            try {
                while (farewell == null && next(channel)) {
                    // one at a time: no more than one frame of a connection is in memory
                }
            } catch (MalformedFrameException e) {
                turnAway(channel, e);
            } catch (IOException e) {
                if (farewell == null) {
                    throw e;
                }
            }
            if (farewell != null) {
                end(channel, 0, farewell);
            }
            linger();
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.toString());
        } catch (RuntimeException e) {
            counters.end(Ending.INTERNAL);
            LOG.error("a connection failed", e);
        } finally {
            sessions.values().forEach(this::free);
        }
    }

    /** False if that was the last. */
    private boolean next(MessageChannel channel) throws IOException {
        for (var session = fenced.poll(); session != null; session = fenced.poll()) {
            if (sessions.get(session.number) == session
                    && !endSession(channel, session, new Fenced(session.newHolder))) {
                return false;
            }
        }
        var left = untilSilent(channel);
        if (left <= 0) {
            var silent = new Failure(Code.SILENT, "nothing heard in time");
            return sessions.isEmpty()
                    ? end(channel, 0, silent)
                    : endSession(channel, sessions.values().iterator().next(), silent);
        }
        MessageChannel.Addressed heard;
        try {
            var most = welcomed ? MessageChannel.MAX_FRAME_BYTES : FIRST_FRAME_BYTES;
            heard = channel.hear(Duration.ofNanos(Math.min(left, LOOK.toNanos())), most);
        } catch (SocketTimeoutException e) {
            return true;
        }
        return serve(channel, heard.session(), heard.message());
    }

    /** How long nothing need be said, in nanoseconds. While a frame comes in on a slow line, no session is silent. */
    private long untilSilent(MessageChannel channel) {
        if (sessions.isEmpty()) {
            return idleSinceNanos + patience.hello().toNanos() - System.nanoTime();
        }
        var longest = sessions.values().iterator().next().heardAtNanos;
        return longest + patience.idle().toNanos() - quietNanos(channel);
    }

    private static long quietNanos(MessageChannel channel) {
        return System.nanoTime() - channel.spentInFrames().toNanos();
    }

    private boolean serve(MessageChannel channel, int number, Message message) throws IOException {
        var session = sessions.get(number);
        if (message instanceof Hello hello && session == null) {
            return greet(channel, number, hello);
        } else if (session == null) {
            // A word that crossed with our last one is no fault.
            var unexpected = new Failure(Code.UNEXPECTED, "the first frame must be a Hello");
            return message instanceof Leave && welcomed || end(channel, welcomed ? number : 0, unexpected);
        } else if (message instanceof Leave) {
            remove(session);
            return number != 0;
        } else if (!(message instanceof Batch)) {
            return endSession(channel, session, new Failure(Code.UNEXPECTED, "after the Hello only batches"));
        }
        session.heardAtNanos = quietNanos(channel);
        return apply(channel, session, (Batch) message);
    }

    private boolean greet(MessageChannel channel, int number, Hello hello) throws IOException {
        idleSinceNanos = System.nanoTime();
        if (!room.tryAcquire()) {
            return end(channel, number, new Failure(Code.LIMIT, "as many shards are brought as this server takes"));
        }
        var session = new Session(number, hello);
        Message answer = null;
        try {
            answer = loop.greet(hello, newHolder -> {
                session.newHolder = newHolder;
                fenced.add(session);
            });
        } finally {
            if (!(answer instanceof Welcome)) {
                room.release();
            }
        }
        if (answer instanceof Welcome welcome) {
            LOG.info("{} brings {} from {}", session.holder, session.shardId, welcome.position());
            welcomed = true;
            session.epoch = welcome.epoch();
            session.heardAtNanos = quietNanos(channel);
            sessions.put(number, session);
            channel.send(number, welcome);
            return true;
        }
        if (answer instanceof Refused refused) {
            // These are asked again and again, and are no fault.
            if (!isPassing(refused.reason())) {
                LOG.info("refused: {}", refused.text());
            }
            var isKnown = welcomed || refused.reason() != Reason.TOKEN && refused.reason() != Reason.VERSION;
            return end(channel, number, refused) && isKnown;
        }
        return end(channel, number, answer) && welcomed;
    }

    private static boolean isPassing(Reason reason) {
        return reason == Reason.WAIT || reason == Reason.BUSY || reason == Reason.HANDOVER;
    }

    private boolean apply(MessageChannel channel, Session session, Batch batch) throws IOException {
        if (!batch.shardId().equals(session.shardId) || batch.epoch() != session.epoch) {
            var wrong = new Failure(Code.WRONG_EPOCH, "a batch of another shard or epoch than was given");
            return endSession(channel, session, wrong);
        }
        var answer = loop.apply(batch);
        if (answer instanceof Rewind) {
            counters.rewind();
        } else if (!(answer instanceof Ack)) {
            return endSession(channel, session, answer);
        } else if (!batch.rejected().isEmpty()) {
            var first = batch.rejected().get(0);
            LOG.warn(
                    "{} rejected {} record(s), the first at {}: {}",
                    session.shardId,
                    batch.rejected().size(),
                    first.sequenceNumber(),
                    first.message());
        }
        channel.send(session.number, answer);
        return true;
    }

    private boolean endSession(MessageChannel channel, Session session, Message last) throws IOException {
        remove(session);
        return end(channel, session.number, last);
    }

    private void remove(Session session) {
        sessions.remove(session.number);
        idleSinceNanos = System.nanoTime();
        free(session);
    }

    private void free(Session session) {
        room.release();
        loop.leave(session.shardId, session.epoch);
        LOG.info("{} has left {}", session.holder, session.shardId);
    }

    private void turnAway(MessageChannel channel, MalformedFrameException e) throws IOException {
        if (!e.isHttp()) {
            end(channel, 0, new Failure(e.code(), e.getMessage()));
            return;
        }
        counters.end(Ending.HTTP);
        var hint = "this is the ranking socket; the page is at " + pageUrl + "\n";
        var answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: " + hint.length()
                + "\r\nConnection: close\r\n\r\n" + hint;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** Says the last word of a session; false if the connection ends with it. */
    private boolean end(MessageChannel channel, int number, Message last) throws IOException {
        var why = Ending.of(last);
        if (why != null && (number != 0 || over.compareAndSet(false, true))) {
            counters.end(why);
        }
        channel.send(number, last);
        return number != 0;
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

    /**
     * The server is stopping: the batch at hand is finished and acknowledged first. Does not wait: the thread that
     * listens wakes up, since nothing more can come in, and says the last word.
     */
    void goAway() {
        farewell = new GoAway("the server is stopping, come back a little later");
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
