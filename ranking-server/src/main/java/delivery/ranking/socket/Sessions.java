package delivery.ranking.socket;

import delivery.app.Time;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
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
import delivery.ranking.loop.Questions;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.ShardTable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the talk with one consumer, without a socket and without a thread. Each shard that it brings is a session:
 * a Hello, then batch and answer in turn. What goes wrong in a session ends that one; only session 0 is the connection's
 * own, and ends with it. One thread's, but for {@link #goAway}, {@link #isStranger} and {@link #giveWay}.
 */
public final class Sessions {
    /** How large a Hello may be: before its token is looked at, a stranger gets no memory to speak of. */
    static final int FIRST_FRAME_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    /** How often one that says nothing is looked after: for whom a takeover concerns is told so late at most. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Questions ranking;
    private final SocketCounters counters;
    private final Patience patience;
    /** Shards that may yet be brought, on all connections together. */
    private final Semaphore room;

    private final Time clock;
    private final Line line;

    /** The consumer at the other end. */
    public interface Line {
        void send(int session, Message message) throws IOException;

        /** How long its frames have taken to come in, all together: meanwhile nothing else could be heard of it. */
        Duration spentInFrames();
    }

    /** How long one without a session may take to begin with its Hello, a session to go on, and either for a frame once begun. */
    public record Patience(Duration hello, Duration idle, Duration frame) {
        public static final Patience USUAL =
                new Patience(Duration.ofSeconds(5), ShardTable.SESSION_IDLE, MessageChannel.FRAME_DEADLINE);
    }

    /** A shard that is brought here. */
    private static final class Session {
        private final int number;
        private final String shardId;
        private final String holder;
        private long epoch;
        /** On the clock of what has elapsed, without what was spent in frames. */
        private Duration heardAt;
        /** Set by the ranking's thread. */
        private volatile String newHolder;

        Session(int number, Hello hello) {
            this.number = number;
            shardId = hello.shard().shardId();
            holder = hello.caller().holder();
        }
    }

    /** By number; the one that has been silent for longest comes first. */
    private final LinkedHashMap<Integer, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
    /** Sessions that lost their shard to another consumer, and are to be told. */
    private final Queue<Session> fenced = new ConcurrentLinkedQueue<>();
    /** When it last said Hello, or had a session. */
    private Duration idleSince;

    /** Set once by others; the connection then says so and ends. */
    private volatile Message farewell;

    private volatile boolean welcomed;
    /** Set once by whoever ends the connection, so that it is counted under one reason. */
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param room of it each session takes a permit */
    public Sessions(
            Questions ranking, SocketCounters counters, Patience patience, Semaphore room, Time clock, Line line) {
        this.ranking = ranking;
        this.counters = counters;
        this.patience = patience;
        this.room = room;
        this.clock = clock;
        this.line = line;
        idleSince = clock.elapsed();
    }

    /** Says what is due without a word of the other side; false if that was the last. */
    public boolean attend() throws IOException {
        if (sayFarewell()) {
            return false;
        }
        for (var session = fenced.poll(); session != null; session = fenced.poll()) {
            if (sessions.get(session.number) == session && !endSession(session, new Fenced(session.newHolder))) {
                return false;
            }
        }
        while (untilSilent().compareTo(Duration.ZERO) <= 0) {
            var silent = new Failure(Code.SILENT, "nothing heard in time");
            if (!(sessions.isEmpty()
                    ? end(0, silent)
                    : endSession(sessions.values().iterator().next(), silent))) {
                return false;
            }
        }
        return true;
    }

    /** True if it is to go, and has been told. */
    boolean sayFarewell() throws IOException {
        var last = farewell;
        return last != null && !end(0, last);
    }

    /** How long to listen before it is attended to again. */
    public Duration untilNextLook() {
        var left = untilSilent();
        return left.compareTo(LOOK) > 0 ? LOOK : left;
    }

    /** How large the next frame may be. */
    public int maxFrameBytes() {
        return welcomed ? MessageChannel.MAX_FRAME_BYTES : FIRST_FRAME_BYTES;
    }

    /** How long nothing need be said. While a frame comes in on a slow line, no session is silent. */
    private Duration untilSilent() {
        if (sessions.isEmpty()) {
            return idleSince.plus(patience.hello()).minus(clock.elapsed());
        }
        var longest = sessions.values().iterator().next().heardAt;
        return longest.plus(patience.idle()).minus(quiet());
    }

    private Duration quiet() {
        return clock.elapsed().minus(line.spentInFrames());
    }

    /** Takes what came in; false if its answer was the last word. */
    public boolean hear(int number, Message message) throws IOException {
        var session = sessions.get(number);
        if (message instanceof Hello hello && session == null) {
            return greet(number, hello);
        } else if (session == null) {
            // A word that crossed with our last one is no fault.
            var unexpected = new Failure(Code.UNEXPECTED, "the first frame must be a Hello");
            return message instanceof Leave && welcomed || end(welcomed ? number : 0, unexpected);
        } else if (message instanceof Leave) {
            remove(session);
            return number != 0;
        } else if (!(message instanceof Batch)) {
            return endSession(session, new Failure(Code.UNEXPECTED, "after the Hello only batches"));
        }
        session.heardAt = quiet();
        return apply(session, (Batch) message);
    }

    private boolean greet(int number, Hello hello) throws IOException {
        idleSince = clock.elapsed();
        if (!room.tryAcquire()) {
            return end(number, new Failure(Code.LIMIT, "as many shards are brought as this server takes"));
        }
        var session = new Session(number, hello);
        Message answer = null;
        try {
            answer = ranking.greet(hello, newHolder -> {
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
            session.heardAt = quiet();
            sessions.put(number, session);
            line.send(number, welcome);
            return true;
        }
        if (answer instanceof Refused refused) {
            // These are asked again and again, and are no fault.
            if (!isPassing(refused.reason())) {
                LOG.info("refused: {}", refused.text());
            }
            var isKnown = welcomed || refused.reason() != Reason.TOKEN && refused.reason() != Reason.VERSION;
            return end(number, refused) && isKnown;
        }
        return end(number, answer) && welcomed;
    }

    private static boolean isPassing(Reason reason) {
        return reason == Reason.WAIT || reason == Reason.BUSY || reason == Reason.HANDOVER;
    }

    private boolean apply(Session session, Batch batch) throws IOException {
        if (!batch.shardId().equals(session.shardId) || batch.epoch() != session.epoch) {
            var wrong = new Failure(Code.WRONG_EPOCH, "a batch of another shard or epoch than was given");
            return endSession(session, wrong);
        }
        var answer = ranking.apply(batch);
        if (answer instanceof Rewind) {
            counters.rewind();
        } else if (!(answer instanceof Ack)) {
            return endSession(session, answer);
        } else if (!batch.rejected().isEmpty()) {
            var first = batch.rejected().get(0);
            LOG.warn(
                    "{} rejected {} record(s), the first at {}: {}",
                    session.shardId,
                    batch.rejected().size(),
                    first.sequenceNumber(),
                    first.message());
        }
        line.send(session.number, answer);
        return true;
    }

    private boolean endSession(Session session, Message last) throws IOException {
        remove(session);
        return end(session.number, last);
    }

    private void remove(Session session) {
        sessions.remove(session.number);
        idleSince = clock.elapsed();
        free(session);
    }

    private void free(Session session) {
        room.release();
        ranking.leave(session.shardId, session.epoch);
        LOG.info("{} has left {}", session.holder, session.shardId);
    }

    /** Says the last word of a session; false if the connection ends with it. */
    boolean end(int number, Message last) throws IOException {
        var why = Ending.of(last);
        if (why != null && (number != 0 || over.compareAndSet(false, true))) {
            counters.end(why);
        }
        line.send(number, last);
        return number != 0;
    }

    /** Frees all shards that are brought here, however the connection ends. */
    public void close() {
        sessions.values().forEach(this::free);
        sessions.clear();
    }

    /** The server is stopping: the batch at hand is finished and acknowledged first. */
    public void goAway() {
        farewell = new GoAway("the server is stopping, come back a little later");
    }

    /** Whether it may yet turn out to be nobody we know: a stranger that has not been welcomed. */
    boolean isStranger() {
        return !welcomed && !over.get();
    }

    /** To another stranger; true if it is the reason why the connection ends. */
    boolean giveWay() {
        var isReason = over.compareAndSet(false, true);
        if (isReason) {
            counters.end(Ending.UNGREETED);
        }
        return isReason;
    }
}
