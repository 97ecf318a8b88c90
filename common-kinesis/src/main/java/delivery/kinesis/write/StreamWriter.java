package delivery.kinesis.write;

import delivery.app.Backoff;
import delivery.app.LogPace;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PageSize;
import delivery.kinesis.PutResult;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Region;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records on the stream: sends at once when nothing is in flight, and meanwhile lets the next batch gather. What
 * it has accepted it stores, or says that it could not. Thread-safe but for its turns, which {@link #start} gives a
 * thread, {@code stream-writer}; without that whoever owns it takes them.
 */
public final class StreamWriter implements AutoCloseable {
    /** SIGTERM leaves ten seconds; the rest of the program wants some of them. */
    static final Duration CLOSE_TIME = Duration.ofSeconds(8);

    static final Duration RETRY_BASE = Duration.ofMillis(100);
    static final Duration RETRY_MAX = Duration.ofSeconds(5);
    private static final Duration IDLE_WHILE_CLOSING = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);

    private final KinesisStream stream;
    private final Time clock;
    private final RandomGenerator random;
    private final Inbox inbox;
    private final Router router;
    private final ShardBudget budget;
    private final ShardMapRefresh refresh;
    private final Backlog backlog;
    private final WriterMetrics metrics;
    private final ThrottleCounts throttled = new ThrottleCounts();
    private final PageSize putBytes = new PageSize(KinesisLimits.PUT_BYTES);
    private final LogPace complaints = new LogPace(Duration.ofSeconds(10));
    private final Backoff callBackoff;
    private Duration pausedUntil = Duration.ZERO;

    private Thread thread;
    /** From when on close goes on without the thread; null as long as it is not being closed. */
    private volatile Duration abandonedAt;

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
        this.stream = stream;
        this.clock = clock;
        this.random = random;
        inbox = new Inbox(options.inboxCapacity());
        router = new Router(options.routing(), random);
        budget = new ShardBudget(options.shardLimits());
        refresh = new ShardMapRefresh(stream, router, clock);
        backlog = new Backlog(inbox, router, budget);
        metrics = new WriterMetrics(options.streamName(), inbox, registry);
        callBackoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
    }

    /**
     * From now on its thread takes the turns.
     *
     * @param onFatal told once, by that thread, when nothing can be stored any more; the message says how many records
     *     were not
     */
    public StreamWriter start(Consumer<StreamException> onFatal) {
        thread = Threads.make("stream-writer", () -> run(onFatal));
        // It may be stuck in a call when the time to close is over; that must not keep the program alive.
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /**
     * Hands a record over; blocks while the inbox is full. False if the writer takes nothing more: it is being closed.
     *
     * @param region of the pick-up, which {@link Routing#region} goes by; null if there is none
     * @param onStored called once, in one of the writer's turns, when the stream has the record; must not block
     * @throws StreamException if nothing can be stored any more
     */
    public boolean write(byte[] data, String partitionKey, Region region, Runnable onStored) {
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
     * One turn: sends one batch of what is ready. Says for how long there is nothing to do but to wait for new records:
     * zero if it sent something.
     *
     * @throws StreamException if no retry can help
     */
    public Duration doWork() {
        var now = clock.elapsed();
        if (now.compareTo(pausedUntil) < 0) {
            return pausedUntil.minus(now);
        }
        try {
            refresh.ifDue(now);
        } catch (StreamException e) {
            pauseOrThrow(e);
            return pausedUntil.minus(now);
        }
        var choice = backlog.choose(putBytes.limit(), refresh.untilDue(now), now);
        if (choice.batch().isEmpty()) {
            return choice.idle();
        }
        send(choice.batch());
        return Duration.ZERO;
    }

    /** Whether a new record could be worked on in a turn now. */
    public boolean wantsRecords() {
        return !backlog.isFull() && router.isReady() && clock.elapsed().compareTo(pausedUntil) >= 0;
    }

    private void send(RecordBatch batch) {
        var sentAt = clock.elapsed();
        try {
            var results = stream.put(batch.entries());
            if (results.size() != batch.records().size()) {
                throw new StreamException(
                        Kind.UNAVAILABLE,
                        "the service answered " + results.size() + " results to "
                                + batch.records().size() + " records");
            }
            callBackoff.reset();
            putBytes.succeeded(batch.bytes(), clock.elapsed().minus(sentAt));
            for (var i = 0; i < results.size(); i++) {
                settle(batch.records().get(i), results.get(i));
            }
        } catch (StreamException e) {
            putBack(batch, e);
        } finally {
            metrics.putTook(clock.elapsed().minus(sentAt));
        }
    }

    private void settle(PendingRecord record, PutResult result) {
        var shard = router.shardOf(record.route());
        if (result instanceof PutResult.Stored stored) {
            metrics.stored(stored.shardId());
            if (!stored.shardId().equals(shard)) {
                refresh.cameOutElsewhere();
            }
            record.stored();
            inbox.settle();
            return;
        }
        var failed = (PutResult.Failed) result;
        var now = clock.elapsed();
        metrics.failed(shard, failed.throttled());
        if (failed.throttled()) {
            throttled.count(shard);
            budget.pause(shard, now);
        } else {
            refresh.hint();
        }
        record.failedUntil(now.plus(Backoff.delay(record.failures(), RETRY_BASE, RETRY_MAX, random)));
        backlog.retry(List.of(record));
        complain(now, failed.throttled() ? shard + " is over its quota" : failed.message());
    }

    /** The whole call failed. What it had may be stored all the same; the readers drop such duplicates. */
    private void putBack(RecordBatch batch, StreamException e) {
        pauseOrThrow(e);
        var smaller = "";
        if (e.kind() == Kind.TIMEOUT) {
            putBytes.timedOut(batch.bytes());
            smaller = "; the line may be slow: a call carries " + putBytes.limit() + " bytes at most now";
        }
        refresh.hint();
        batch.records().forEach(record -> record.putBackUntil(pausedUntil));
        backlog.retry(batch.records());
        metrics.callFailed(batch.records().size());
        complain(clock.elapsed(), e.getMessage() + smaller);
    }

    private void pauseOrThrow(StreamException e) {
        // Nobody there is no reason to give up: the program found the stream when it started.
        if (!e.mayPass()) {
            throw e;
        }
        pausedUntil = clock.elapsed().plus(callBackoff.next());
    }

    private void complain(Duration now, String why) {
        if (complaints.isDue(now)) {
            LOG.warn("records are put again, {} not stored yet: {}", inbox.unsettled(), why);
        }
    }

    private void run(Consumer<StreamException> onFatal) {
        try {
            while (!isDone()) {
                var idle = doWork();
                if (!idle.isZero()) {
                    var isLong = abandonedAt != null && idle.compareTo(IDLE_WHILE_CLOSING) > 0;
                    inbox.awaitWork(isLong ? IDLE_WHILE_CLOSING : idle, wantsRecords());
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
        Threads.join(thread, atMost.plusMillis(500));
        if (inbox.unsettled() > 0) {
            LOG.error("{} record(s) were accepted and are not stored", inbox.unsettled());
        }
    }
}
