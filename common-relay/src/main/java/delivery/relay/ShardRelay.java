package delivery.relay;

import delivery.app.Agent;
import delivery.app.Backoff;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.kinesis.read.PageSource;
import delivery.kinesis.read.ReadPage;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.relay.RankingPort.Session;
import delivery.relay.RetentionLookup.Retention;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one shard to the ranking server: connects, is told where to read on, reads a page, brings it, and reads the
 * next one only when that was acknowledged. Ends with the shard, or when the shard is another's.
 */
public final class ShardRelay implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(ShardRelay.class);
    private static final Duration RETRY_BASE = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);
    /** The server answers within milliseconds; a stalled one is waited for, since nothing is read meanwhile. */
    static final Duration ANSWER_TIME = Duration.ofSeconds(60);
    /** Whoever never said a word may be anybody. */
    private static final Duration FIRST_ANSWER_TIME = Duration.ofSeconds(10);
    /** A batch on its way is finished, but a stopping program does not wait long for that: looks of half a second. */
    private static final int LOOKS_WHILE_STOPPING = 8;

    /** Told what a relay meets. */
    public interface Listener {
        /** How the relay is called to people. */
        String name();

        /** The server wants these shards, the parents, to be read to their end first. */
        void waitsFor(List<String> parents);

        void welcomed();

        /** The server has the batch, which was read and sent at these times of the day. */
        void applied(Batch batch, Ack ack, Instant readAt, Instant sentAt);
    }

    private static final Duration HANDOVER_LOOKS = Duration.ofMillis(100);

    private final Hello hello;
    private final RankingPort server;
    private final GapReader reader;
    private final RelayPatience patience;
    private final Time clock;
    private final Listener listener;
    private final Backoff backoff;
    /** How often the same trouble is said again. */
    private final LogPace words = new LogPace(Duration.ofSeconds(10));

    private final PageBatches batches = new PageBatches();
    private final String shardId;
    private final String name;

    /** Null between two connections. */
    private @Nullable Session session;
    /** What the server has yet to answer; null if it is our turn. */
    private @Nullable Asked asked;

    private long epoch;

    @SuppressWarnings("NullAway.Init") // until there is a first page
    private Bringing bringing;
    /** What had been read when we came. */
    private KnownReadThrough welcomeThrough = KnownReadThrough.UNKNOWN;

    private @Nullable Outcome outcome;

    private record Asked(Message question, Duration at, Instant sentAt) {}

    /** A page, and what of it has not been sent yet. */
    private record Bringing(ReadPage page, Instant readAt, Iterator<Batch> rest) {}

    /** @param retention asks the stream how long it keeps its records */
    public ShardRelay(
            Hello hello,
            RankingPort server,
            PageSource reader,
            Supplier<Retention> retention,
            RelayPatience.Ends ends,
            Time clock,
            RandomGenerator random,
            Listener listener) {
        this.hello = hello;
        this.server = server;
        this.patience = new RelayPatience(ends);
        this.clock = clock;
        this.listener = listener;
        backoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
        shardId = hello.shard().shardId();
        name = listener.name();
        this.reader = new GapReader(shardId, reader, retention, clock, random);
    }

    /** How it ended; null as long as it has not. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** @throws delivery.kinesis.StreamException if the stream cannot be read any more */
    @Override
    public @Nullable Duration doWork() {
        try {
            if (session == null) {
                session = server.connect();
                return ask(session, patience.isWelcomed() ? comingBack() : hello);
            }
            return asked == null ? read(session) : hear(session, asked);
        } catch (IOException e) {
            return trouble(e);
        }
    }

    /** The shard is taken over once: whoever takes it over from us later keeps it. */
    private Hello comingBack() {
        return hello.with(hello.terms().withoutTakeover());
    }

    private Duration ask(Session talk, Message question) throws IOException {
        var sentAt = clock.instant();
        talk.send(question);
        asked = new Asked(question, clock.elapsed(), sentAt);
        return Duration.ZERO;
    }

    private @Nullable Duration hear(Session talk, Asked open) throws IOException {
        var answer = talk.receive();
        if (answer == null) {
            var patient = patience.isWelcomed() ? ANSWER_TIME : FIRST_ANSWER_TIME;
            if (clock.elapsed().minus(open.at()).compareTo(patient) >= 0) {
                throw new SocketTimeoutException("no answer for " + patient.toSeconds() + " s");
            }
            return Duration.ZERO;
        }
        asked = null;
        return open.question() instanceof Batch batch ? brought(talk, batch, open.sentAt(), answer) : greeted(answer);
    }

    private @Nullable Duration greeted(Message answer) throws IOException {
        if (answer instanceof Welcome welcome) {
            patience.welcomed();
            LOG.info("{}: reading on from {}", name, welcome.position());
            epoch = welcome.epoch();
            welcomeThrough = KnownReadThrough.of(welcome.readThroughMillis(), clock);
            reader.seek(welcome.position(), welcomeThrough);
            listener.welcomed();
            return reader.untilDue();
        } else if (answer instanceof Refused refused) {
            disconnect();
            return refused(refused);
        }
        throw new IOException(reason(answer));
    }

    private @Nullable Duration read(Session talk) throws IOException {
        var page = reader.tryRead();
        if (page == null) {
            return reader.untilDue();
        }
        var gap = reader.gap();
        bringing = new Bringing(page, clock.instant(), batches.of(page, epoch, gap));
        if (gap != null) {
            var lost = shardId + ": " + GapCrossing.describe(gap);
            if (!hello.terms().acceptLoss()) {
                return end(new Outcome.Rejected(lost + ": give --accept-loss to record the gap and go on"));
            }
            LOG.warn("{}: going on, the gap is recorded", lost);
        }
        return ask(talk, bringing.rest().next());
    }

    private @Nullable Duration brought(Session talk, Batch batch, Instant sentAt, Message answer) throws IOException {
        if (answer instanceof Ack ack) {
            backoff.reset();
            listener.applied(batch, ack, bringing.readAt(), sentAt);
            if (bringing.rest().hasNext()) {
                return ask(talk, bringing.rest().next());
            }
            var page = bringing.page();
            if (page.to().isShardEnd()) {
                return end(new Outcome.ShardEnded(page.children()));
            }
            // Only at the end of a page: what was read is brought, so that nobody reads it again.
            return ack.release() ? end(new Outcome.Released()) : reader.untilDue();
        } else if (answer instanceof Rewind rewind) {
            LOG.info("{}: told to read again from {}", name, rewind.position());
            // Not what the page was read through: this may lie far before the page.
            reader.seek(rewind.position(), welcomeThrough);
            return reader.untilDue();
        } else if (answer instanceof Fenced fenced) {
            return end(new Outcome.Lost(shardId + " was taken over by " + fenced.newHolder()));
        }
        throw new IOException(reason(answer));
    }

    private @Nullable Duration refused(Refused refused) {
        var text = refused.text();
        var now = clock.elapsed();
        return switch (refused.reason()) {
            case ENDED -> end(new Outcome.ShardEnded(List.of()));
            case WAIT -> {
                patience.toldToWait();
                say(text);
                listener.waitsFor(refused.shards());
                yield backoff.next();
            }
            case HANDOVER -> {
                say(text);
                yield patience.endsWithHandover(now) ? end(new Outcome.Lost(text)) : HANDOVER_LOOKS;
            }
            case BUSY -> {
                say(text);
                yield patience.endsWithBusyShard(now) ? end(new Outcome.Lost(text)) : backoff.next();
            }
            case TOKEN, VERSION -> end(new Outcome.TurnedAway(text));
            case STREAM -> end(new Outcome.Rejected(text));
        };
    }

    private @Nullable Duration trouble(IOException e) {
        if (session != null) {
            patience.broke(clock.elapsed());
        }
        disconnect();
        var trouble = ConnectionTrouble.of(e, server);
        say(trouble.text());
        return patience.endsWith(trouble, clock.elapsed())
                ? end(new Outcome.Unreachable(trouble.text()))
                : backoff.next();
    }

    private @Nullable Duration end(Outcome how) {
        outcome = how;
        return null;
    }

    private void disconnect() {
        if (session != null) {
            session.close();
        }
        session = null;
        asked = null;
    }

    /** Hears the answer to a batch that is on its way, but does not wait long for it. */
    @Override
    public void close() {
        reader.close();
        try {
            var isBringing = asked != null && asked.question() instanceof Batch;
            for (var look = 0; session != null && isBringing && look < LOOKS_WHILE_STOPPING; look++) {
                isBringing = session.receive() == null;
            }
        } catch (IOException e) {
            LOG.debug("{}: gone already: {}", name, e.toString());
        } finally {
            disconnect();
        }
    }

    private void say(String text) {
        if (words.isDue(clock.elapsed())) {
            LOG.info("{}: {}", name, text);
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
