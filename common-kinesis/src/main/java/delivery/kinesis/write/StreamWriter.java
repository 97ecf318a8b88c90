package delivery.kinesis.write;

import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.write.Inbox.Wanted;
import delivery.model.Region;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records on the stream. A record goes at once if nothing went just before. While calls are under way the next batch
 * gathers; a further call begins when a whole batch waits, so there are as many as latency times rate asks for. No
 * routing promises an order, since PutRecords does not (<a
 * href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">API reference</a>). What it has
 * accepted it stores, or says that it could not. Thread-safe but for its turns, which {@link #start} gives a thread,
 * {@code stream-writer}; without that whoever owns it takes them.
 */
public final class StreamWriter implements AutoCloseable {
    /** SIGTERM leaves ten seconds; the rest of the program wants some of them. */
    static final Duration CLOSE_TIME = Duration.ofSeconds(8);

    private static final Duration IDLE_WHILE_CLOSING = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);

    private final Time clock;
    private final Inbox inbox;
    private final PutCalls calls;
    private final PutTurns turns;
    private final ThrottleCounts throttled = new ThrottleCounts();

    private @Nullable Thread thread;
    /** From when on close goes on without the thread; null as long as it is not being closed. */
    private volatile @Nullable Duration abandonedAt;

    /**
     * @param clock decides when retries are due
     * @param random used in its turns only
     */
    public StreamWriter(
            KinesisStream stream,
            WriterOptions options,
            Time clock,
            RandomGenerator random,
            PrometheusRegistry registry) {
        this.clock = clock;
        inbox = new Inbox(options.inboxCapacity());
        calls = new PutCalls(stream, clock, inbox::call);
        turns = new PutTurns(
                stream,
                inbox,
                calls,
                options,
                clock,
                random,
                throttled,
                new WriterMetrics(options.streamName(), inbox, registry));
    }

    /**
     * From now on its thread takes the turns.
     *
     * @param onFatal told once, by that thread, when nothing can be stored any more; the message says how many records
     *     were not
     */
    public StreamWriter start(Consumer<StreamException> onFatal) {
        calls.start();
        thread = Threads.make("stream-writer", () -> run(onFatal));
        // It may be stuck in a call when the time to close is over; that must not keep the program alive.
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** For whoever takes the turns himself: the calls are made by this one, and not in the turn that begins them. */
    public void makeCallsBy(Executor executor) {
        calls.by(executor);
    }

    /**
     * Hands a record over; blocks while the inbox is full. False if the writer takes nothing more: it is being closed.
     *
     * @param region of the pick-up, which {@link Routing#region} goes by; null if there is none
     * @param onStored called once, in one of the writer's turns, when the stream has the record; must not block
     * @throws StreamException if nothing can be stored any more
     */
    public boolean write(byte[] data, String partitionKey, @Nullable Region region, Runnable onStored) {
        return inbox.put(new PendingRecord(data, partitionKey, region, onStored));
    }

    /** As {@link #write}, but never blocks, and while it drains is taken too: for the few that tell of the others. */
    boolean writeLast(byte[] data, String partitionKey, Runnable onStored) {
        return inbox.offer(new PendingRecord(data, partitionKey, null, onStored));
    }

    /** Whether so many calls of {@link #write} would not block. */
    public boolean hasRoomFor(int records) {
        return inbox.hasRoomFor(records);
    }

    /** Records that wait for their first attempt. */
    int waiting() {
        return inbox.size();
    }

    /** How many records the service has refused for a quota, of the shards that had most of them. */
    Map<String, Long> mostThrottled(int shards) {
        return throttled.most(shards);
    }

    /**
     * From now on {@link #write} gives false, also to callers that wait for room. What was accepted is still stored. To be
     * called before one joins threads that write: while the stream is away they would wait for ever.
     */
    public void stopTaking() {
        inbox.refuseCallers();
    }

    /** Waits until everything accepted is stored; false if that took too long or cannot be. */
    public boolean flush(Duration atMost) {
        return inbox.awaitSettled(atMost);
    }

    /** Records accepted and not stored. */
    public long unstored() {
        return inbox.unsettled();
    }

    /**
     * One turn: takes the answers that have come, and begins one call with what is ready. Says for how long there is
     * nothing to do but to wait for records and answers: zero if it began one.
     *
     * @throws StreamException if no retry can help
     */
    public Duration doWork() {
        return turns.take();
    }

    /** Whether a new record could be worked on in a turn now. */
    public boolean wantsRecords() {
        return turns.wanted() != Wanted.NOTHING;
    }

    private void run(Consumer<StreamException> onFatal) {
        try {
            while (!isDone()) {
                var idle = turns.take();
                if (!idle.isZero()) {
                    var isLong = abandonedAt != null && idle.compareTo(IDLE_WHILE_CLOSING) > 0;
                    inbox.awaitWork(isLong ? IDLE_WHILE_CLOSING : idle, turns.wanted());
                }
            }
        } catch (Throwable e) {
            // Whatever it is: those who wait for room in the inbox would wait for ever.
            var known = e instanceof StreamException stated ? stated : null;
            fail(known == null ? new StreamException(Kind.INVALID, "unexpected " + e, e) : known, onFatal);
        }
    }

    private boolean isDone() {
        return abandonedAt != null && (inbox.unsettled() == 0 || isAbandoned());
    }

    private void fail(StreamException e, Consumer<StreamException> onFatal) {
        var fatal = new StreamException(
                e.kind(), e.getMessage() + "; " + inbox.unsettled() + " record(s) were accepted and are not stored", e);
        inbox.fail(fatal);
        if (!isAbandoned()) {
            onFatal.accept(fatal);
        }
    }

    /** Whether close has gone on without us; what then fails (the client is closed) is no news. */
    private boolean isAbandoned() {
        return abandonedAt != null && clock.elapsed().compareTo(abandonedAt) > 0;
    }

    /** Refuses new records and stores the accepted ones, within {@code 8 s}. */
    @Override
    public void close() {
        close(CLOSE_TIME);
    }

    /** As {@link #close()}, with another limit of time. Logs how many records could not be stored in it. */
    synchronized void close(Duration atMost) {
        if (abandonedAt != null) {
            return;
        }
        abandonedAt = clock.elapsed().plus(atMost);
        inbox.close();
        // A call under way may outlast the limit; it is left to itself then, not interrupted.
        if (thread != null) {
            Threads.join(thread, atMost.plusMillis(500));
        }
        calls.close(Duration.ofMillis(100));
        if (inbox.unsettled() > 0) {
            LOG.error("{} record(s) were accepted and are not stored", inbox.unsettled());
        }
    }
}
