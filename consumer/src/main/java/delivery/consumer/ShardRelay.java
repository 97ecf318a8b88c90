package delivery.consumer;

import delivery.app.Backoff;
import delivery.app.Waiter;
import delivery.kinesis.ReadPage;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardReader;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Position;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one shard to the ranking server: connects, is told where to read on, reads a page, brings it, and reads the
 * next one only when that was acknowledged. Ends with the shard, with the program, or when the shard is another's.
 */
final class ShardRelay {
    private static final Logger LOG = LoggerFactory.getLogger(ShardRelay.class);
    private static final Duration RETRY_BASE = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);
    /** How often the same trouble is said again. */
    private static final Duration REPEAT = Duration.ofSeconds(10);

    /** How a relay ended. */
    sealed interface Outcome {
        record Stopped() implements Outcome {}

        /** @param children as the stream told them; empty if the server already knew that the shard has ended */
        record ShardEnded(List<Shard> children) implements Outcome {}

        /** Someone else has the shard. */
        record Lost(String text) implements Outcome {}

        /** The server will not have us, now or later. */
        record Rejected(String text) implements Outcome {}

        /** Nobody answered for as long as this relay may try. */
        record Unreachable(String text) implements Outcome {}
    }

    /** Told what a relay meets. */
    interface Listener {
        /** The server wants these shards, the parents, to be read to their end first. */
        void waitsFor(List<String> parents);

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

    /** Longer than the server takes to notice that our own earlier connection is dead. */
    private static final Duration OWN_GHOST = Duration.ofSeconds(20);

    private final Hello hello;
    private final ServerAddress server;
    private final ShardReader reader;
    private final Patience patience;
    private final InstantSource clock;
    private final Waiter waiter;
    private final Listener listener;
    private final Backoff backoff;
    private final PageBatches batches = new PageBatches();
    private final String shardId;

    private boolean welcomed;
    private boolean waited;
    private long firstTroubleMillis = -1;
    private long lastSaidMillis = -1;

    ShardRelay(
            Hello hello,
            ServerAddress server,
            ShardReader reader,
            Patience patience,
            InstantSource clock,
            Waiter waiter,
            RandomGenerator random,
            Listener listener) {
        this.hello = hello;
        this.server = server;
        this.reader = reader;
        this.patience = patience;
        this.clock = clock;
        this.waiter = waiter;
        this.listener = listener;
        backoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
        shardId = hello.shard().shardId();
    }

    /** @throws delivery.kinesis.StreamException if the stream cannot be read any more */
    Outcome run() {
        var outcome = attempt();
        while (outcome == null) {
            outcome = waiter.await(backoff.next()) ? attempt() : new Outcome.Stopped();
        }
        return outcome;
    }

    /** One connection, from its beginning to its end; null to try another one. */
    private Outcome attempt() {
        try {
            var opened = RankingSession.open(server, hello, waiter);
            if (opened.refused() != null) {
                return refused(opened.refused());
            }
            try (var session = opened.session()) {
                welcomed = true;
                firstTroubleMillis = -1;
                LOG.info("{}: reading on from {}", shardId, opened.welcome().position());
                return relay(session, opened.welcome().epoch(), opened.welcome().position());
            }
        } catch (IOException e) {
            return trouble(e);
        }
    }

    private Outcome relay(RankingSession session, long epoch, Position position) throws IOException {
        reader.seek(position);
        while (true) {
            var page = reader.poll();
            if (page == null) {
                return new Outcome.Stopped();
            }
            var answer = bring(session, epoch, page);
            if (answer != null) {
                return answer;
            }
        }
    }

    /** Brings the whole page; null to read the next one. */
    private Outcome bring(RankingSession session, long epoch, ReadPage page) throws IOException {
        for (var batch : batches.of(page, epoch)) {
            var answer = session.bring(batch);
            if (answer instanceof Ack) {
                backoff.reset();
                listener.applied(shardId, batch.records(), batch.millisBehindLatest());
            } else if (answer instanceof Rewind rewind) {
                LOG.info("{}: told to read again from {}", shardId, rewind.position());
                reader.seek(rewind.position());
                return null;
            } else if (answer instanceof Fenced fenced) {
                return new Outcome.Lost(shardId + " was taken over by " + fenced.newHolder());
            } else {
                throw new IOException(RankingSession.reason(answer));
            }
        }
        return page.to().isShardEnd() ? new Outcome.ShardEnded(page.children()) : null;
    }

    private Outcome refused(Refused refused) {
        if (refused.reason() == Reason.ENDED) {
            return new Outcome.ShardEnded(List.of());
        } else if (refused.reason() == Reason.WAIT) {
            waited = true;
            firstTroubleMillis = -1;
            say(refused.text());
            listener.waitsFor(refused.shards());
            return null;
        } else if (refused.reason() == Reason.BUSY) {
            say(refused.text());
            var limit = welcomed ? OWN_GHOST : waited ? patience.busyAfterWait : patience.busy;
            return isTriedFor(limit) ? new Outcome.Lost(refused.text()) : null;
        }
        return new Outcome.Rejected(refused.text());
    }

    private Outcome trouble(IOException e) {
        var text = e instanceof ConnectException
                ? "no ranking server answers at " + server + ": start ranking-server, or give another --server"
                : "the connection to the ranking server at " + server + " broke: " + e.getMessage();
        say(text);
        return !welcomed && isTriedFor(patience.unreachable) ? new Outcome.Unreachable(text) : null;
    }

    private boolean isTriedFor(Duration limit) {
        if (firstTroubleMillis < 0) {
            firstTroubleMillis = clock.millis();
        }
        return clock.millis() - firstTroubleMillis >= limit.toMillis();
    }

    private void say(String text) {
        if (lastSaidMillis < 0 || clock.millis() - lastSaidMillis >= REPEAT.toMillis()) {
            lastSaidMillis = clock.millis();
            LOG.info("{}: {}", shardId, text);
        }
    }
}
