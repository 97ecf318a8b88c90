package delivery.consumer;

import delivery.app.Agent;
import delivery.app.Backoff;
import delivery.app.Time;
import delivery.consumer.RankingServer.Session;
import delivery.kinesis.Shard;
import delivery.kinesis.read.ReadPage;
import delivery.kinesis.read.ShardReader;
import delivery.protocol.MalformedFrameException;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one shard to the ranking server: connects, is told where to read on, reads a page, brings it, and reads the
 * next one only when that was acknowledged. Ends with the shard, or when the shard is another's.
 */
final class ShardRelay implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(ShardRelay.class);
    private static final Duration RETRY_BASE = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);
    /** How often the same trouble is said again. */
    private static final Duration REPEAT = Duration.ofSeconds(10);
    /** The server answers within milliseconds; a stalled one is waited for, since nothing is read meanwhile. */
    static final Duration ANSWER_TIME = Duration.ofSeconds(60);
    /** Whoever never said a word may be anybody. */
    private static final Duration FIRST_ANSWER_TIME = Duration.ofSeconds(10);
    /** A batch on its way is finished, but a stopping program does not wait long for that: looks of half a second. */
    private static final int LOOKS_WHILE_STOPPING = 8;

    /** No patience ends. */
    static final Duration FOREVER = Duration.ofDays(36_500);

    /** How a relay ended. */
    sealed interface Outcome {
        /** @param children as the stream told them; empty if the server already knew that the shard has ended */
        record ShardEnded(List<Shard> children) implements Outcome {}

        /** Left to another consumer, as the server asked. */
        record Released() implements Outcome {}

        /** Someone else has the shard. */
        record Lost(String text) implements Outcome {}

        /** The server will not have this shard of us, now or later. */
        record Rejected(String text) implements Outcome {}

        /** The server will have nothing of us. */
        record TurnedAway(String text) implements Outcome {}

        /** Nobody answered for as long as this relay may try. */
        record Unreachable(String text) implements Outcome {}
    }

    /** Told what a relay meets. */
    interface Listener {
        /** The server wants these shards, the parents, to be read to their end first. */
        void waitsFor(List<String> parents);

        void welcomed(String shardId);

        void applied(String shardId, int records, long millisBehindLatest);
    }

    /**
     * How long to keep trying.
     *
     * @param unreachable for a server that never answered; one that did is waited for without end
     * @param busy for a shard that another consumer has
     * @param busyAfterWait the same, once the server had said to wait for the shard's parents
     */
    record Patience(Duration unreachable, Duration busy, Duration busyAfterWait) {}

    /** A name that nobody knows, or a port where something else answers, will hardly be right a moment later. */
    private static final Duration WRONG_ADDRESS = Duration.ofSeconds(2);
    /** Longer than the server takes to notice that our own earlier connection is dead. */
    private static final Duration OWN_GHOST = Duration.ofSeconds(20);
    /** A holder hands over after its next page; one that has not by then is too old to know how. */
    private static final Duration HANDOVER = Duration.ofSeconds(20);

    private static final Duration HANDOVER_LOOKS = Duration.ofMillis(100);

    private final Hello hello;
    private final RankingServer server;
    private final GapReader reader;
    private final Patience patience;
    private final Time clock;
    private final Listener listener;
    private final Backoff backoff;
    private final PageBatches batches = new PageBatches();
    private final String shardId;

    /** Null between two connections. */
    private Session session;
    /** What the server has yet to answer; null if it is our turn. */
    private Message asked;

    private Duration askedAt;
    private long epoch;
    /** The page that is being brought, and what of it is not yet acknowledged. */
    private ReadPage page;

    private final Queue<Batch> toBring = new ArrayDeque<>();

    /** What had been read when we came. */
    private ReadThrough welcomeThrough = ReadThrough.UNKNOWN;

    private boolean welcomed;
    private boolean waited;
    /** On the clock of what has elapsed; null if there is none. */
    private Duration firstTroubleAt;

    private Duration lastSaidAt;
    private Outcome outcome;

    /** @param stream asks it how long it keeps its records */
    ShardRelay(
            Hello hello,
            RankingServer server,
            ShardReader reader,
            Supplier<StreamFacts> stream,
            Patience patience,
            Time clock,
            RandomGenerator random,
            Listener listener) {
        this.hello = hello;
        this.server = server;
        this.patience = patience;
        this.clock = clock;
        this.listener = listener;
        backoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
        shardId = hello.shard().shardId();
        this.reader = new GapReader(shardId, reader, stream, clock, random);
    }

    /** How it ended; null as long as it has not. */
    Outcome outcome() {
        return outcome;
    }

    /** @throws delivery.kinesis.StreamException if the stream cannot be read any more */
    @Override
    public Duration doWork() {
        try {
            if (session == null) {
                session = server.connect();
                return ask(welcomed ? comingBack() : hello);
            }
            return asked == null ? read() : hear();
        } catch (IOException e) {
            return trouble(e);
        }
    }

    /** The shard is taken over once: whoever takes it over from us later keeps it. */
    private Hello comingBack() {
        return new Hello(
                hello.minVersion(),
                hello.maxVersion(),
                hello.token(),
                hello.stream(),
                hello.shard(),
                hello.holder(),
                false,
                hello.acceptLoss(),
                hello.share());
    }

    private Duration ask(Message question) throws IOException {
        session.send(question);
        asked = question;
        askedAt = clock.elapsed();
        return Duration.ZERO;
    }

    private Duration hear() throws IOException {
        var answer = session.receive();
        if (answer == null) {
            var patient = welcomed ? ANSWER_TIME : FIRST_ANSWER_TIME;
            if (clock.elapsed().minus(askedAt).compareTo(patient) >= 0) {
                throw new SocketTimeoutException("no answer for " + patient.toSeconds() + " s");
            }
            return Duration.ZERO;
        }
        var toHello = asked instanceof Hello;
        asked = null;
        return toHello ? greeted(answer) : brought(answer);
    }

    private Duration greeted(Message answer) throws IOException {
        if (answer instanceof Welcome welcome) {
            welcomed = true;
            firstTroubleAt = null;
            LOG.info("{}: reading on from {}", shardId, welcome.position());
            epoch = welcome.epoch();
            welcomeThrough = ReadThrough.of(welcome.readThroughMillis(), clock);
            reader.seek(welcome.position(), welcomeThrough);
            listener.welcomed(shardId);
            return reader.untilDue();
        } else if (answer instanceof Refused refused) {
            disconnect();
            return refused(refused);
        }
        throw new IOException(reason(answer));
    }

    private Duration read() throws IOException {
        page = reader.tryRead();
        if (page == null) {
            return reader.untilDue();
        }
        toBring.addAll(batches.of(page, epoch, reader.gap()));
        if (reader.gap() != null) {
            if (!hello.acceptLoss()) {
                return end(new Outcome.Rejected(lost(reader.gap())));
            }
            LOG.warn("{}", lost(reader.gap()));
        }
        return ask(toBring.element());
    }

    private String lost(Gap gap) {
        return shardId + ": records that arrived "
                + (gap.fromMillis() > 0 ? "from " + Instant.ofEpochMilli(gap.fromMillis()) : "before")
                + " to " + Instant.ofEpochMilli(gap.toMillis()) + " (after " + gap.from()
                + ") may have expired unread"
                + (hello.acceptLoss()
                        ? ": going on, the gap is recorded"
                        : ": give --accept-loss to record the gap and go on");
    }

    private Duration brought(Message answer) throws IOException {
        if (answer instanceof Ack ack) {
            backoff.reset();
            var batch = toBring.remove();
            listener.applied(shardId, batch.records(), batch.millisBehindLatest());
            if (!toBring.isEmpty()) {
                return ask(toBring.element());
            }
            if (page.to().isShardEnd()) {
                return end(new Outcome.ShardEnded(page.children()));
            }
            // Only at the end of a page: what was read is brought, so that nobody reads it again.
            return ack.release() ? end(new Outcome.Released()) : reader.untilDue();
        } else if (answer instanceof Rewind rewind) {
            LOG.info("{}: told to read again from {}", shardId, rewind.position());
            toBring.clear();
            // Not what the page was read through: this may lie far before the page.
            reader.seek(rewind.position(), welcomeThrough);
            return reader.untilDue();
        } else if (answer instanceof Fenced fenced) {
            return end(new Outcome.Lost(shardId + " was taken over by " + fenced.newHolder()));
        }
        throw new IOException(reason(answer));
    }

    private Duration refused(Refused refused) {
        if (refused.reason() == Reason.ENDED) {
            return end(new Outcome.ShardEnded(List.of()));
        } else if (refused.reason() == Reason.WAIT) {
            waited = true;
            firstTroubleAt = null;
            say(refused.text());
            listener.waitsFor(refused.shards());
            return backoff.next();
        } else if (refused.reason() == Reason.HANDOVER) {
            say(refused.text());
            return isTriedFor(HANDOVER) ? end(new Outcome.Lost(refused.text())) : HANDOVER_LOOKS;
        } else if (refused.reason() == Reason.BUSY) {
            say(refused.text());
            var limit = welcomed ? OWN_GHOST : waited ? patience.busyAfterWait : patience.busy;
            return isTriedFor(limit) ? end(new Outcome.Lost(refused.text())) : backoff.next();
        }
        var everyShard = refused.reason() == Reason.TOKEN || refused.reason() == Reason.VERSION;
        return end(everyShard ? new Outcome.TurnedAway(refused.text()) : new Outcome.Rejected(refused.text()));
    }

    private Duration trouble(IOException e) {
        disconnect();
        var text = textOf(e);
        say(text);
        return !welcomed && isTriedFor(patienceWith(e)) ? end(new Outcome.Unreachable(text)) : backoff.next();
    }

    private String textOf(IOException e) {
        if (e instanceof ConnectException) {
            return "no ranking server answers at " + server + ": start ranking-server, or give another --server";
        } else if (e instanceof UnknownHostException) {
            return "the host of --server " + server + " is unknown (" + e.getMessage() + "): check its name";
        } else if (isSomethingElse(e)) {
            return "what answers at " + server + " is no ranking server (" + e.getMessage()
                    + "): give another --server";
        }
        return "the connection to the ranking server at " + server + " broke: " + e.getMessage();
    }

    private Duration patienceWith(IOException e) {
        var isWrong = e instanceof UnknownHostException || isSomethingElse(e);
        return isWrong && patience.unreachable.compareTo(FOREVER) < 0 ? WRONG_ADDRESS : patience.unreachable;
    }

    private static boolean isSomethingElse(IOException e) {
        return e instanceof MalformedFrameException malformed && malformed.code() == Failure.Code.NOT_A_FRAME;
    }

    private Duration end(Outcome how) {
        outcome = how;
        return null;
    }

    private void disconnect() {
        if (session != null) {
            session.close();
        }
        session = null;
        asked = null;
        toBring.clear();
    }

    /** Hears the answer to a batch that is on its way, but does not wait long for it. */
    @Override
    public void close() {
        try {
            for (var look = 0; asked instanceof Batch && look < LOOKS_WHILE_STOPPING; look++) {
                asked = session.receive() == null ? asked : null;
            }
        } catch (IOException e) {
            LOG.debug("{}: gone already: {}", shardId, e.toString());
        } finally {
            disconnect();
        }
    }

    private boolean isTriedFor(Duration limit) {
        if (firstTroubleAt == null) {
            firstTroubleAt = clock.elapsed();
        }
        return clock.elapsed().minus(firstTroubleAt).compareTo(limit) >= 0;
    }

    private void say(String text) {
        if (lastSaidAt == null || clock.elapsed().minus(lastSaidAt).compareTo(REPEAT) >= 0) {
            lastSaidAt = clock.elapsed();
            LOG.info("{}: {}", shardId, text);
        }
    }

    private static String reason(Message answer) {
        if (answer instanceof Failure failure) {
            return "the server says: " + failure.text();
        } else if (answer instanceof GoAway goAway) {
            return "the server is stopping: " + goAway.text();
        } else if (answer instanceof Fenced fenced) {
            return "the shard was taken over by " + fenced.newHolder();
        }
        return "an unexpected answer: " + answer.getClass().getSimpleName();
    }
}
