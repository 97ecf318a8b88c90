package delivery.kinesis.write;

import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Region;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records on the stream: sends at once when nothing is in flight, and meanwhile lets the next batch gather. What
 * it has accepted it stores, or says that it could not. Thread-safe; owns the thread {@code stream-writer}.
 */
public final class StreamWriter implements AutoCloseable {
    /** SIGTERM leaves ten seconds; the rest of the program wants some of them. */
    static final Duration CLOSE_TIME = Duration.ofSeconds(8);

    private static final Duration IDLE_WHILE_DRAINING = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);

    private final Inbox inbox;
    private final RecordSender sender;
    private final Consumer<StreamException> onFatal;
    private final Thread thread;
    private volatile long giveUpAtNanos;
    private volatile boolean draining;
    private boolean closed;

    /**
     * @param clock decides when retries are due; the system's, unless in a test
     * @param random used by the stream-writer thread only
     * @param onFatal told once, by the stream-writer thread, when nothing can be stored any more; the message says how
     *     many records were not
     */
    public StreamWriter(
            KinesisStream stream,
            Routing routing,
            WriterOptions options,
            Time clock,
            RandomGenerator random,
            PrometheusRegistry registry,
            Consumer<StreamException> onFatal) {
        this.onFatal = onFatal;
        inbox = new Inbox(options.inboxCapacity());
        sender = new RecordSender(
                stream,
                inbox,
                new Router(routing, random),
                new ShardBudget(options.shardLimits()),
                clock,
                random,
                new WriterMetrics(options.streamName(), inbox, registry));
        thread = Threads.make("stream-writer", this::run);
        // It may be stuck in a call when the time to close is over; that must not keep the program alive.
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Hands a record over; blocks while the inbox is full. False if the writer takes nothing more: it is being closed.
     *
     * @param region of the pick-up, which {@link Routing#region} goes by; null if there is none
     * @param onStored called once by the stream-writer thread when the stream has the record; must not block
     * @throws StreamException if nothing can be stored any more
     */
    public boolean write(byte[] data, String partitionKey, Region region, Runnable onStored) {
        return inbox.put(new Draft(data, partitionKey, region, onStored));
    }

    /** Where its records wait. */
    Inbox inbox() {
        return inbox;
    }

    /** What of its records the service has refused for a quota. */
    ThrottleCounts throttled() {
        return sender.throttled();
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

    /** Refuses new records and stores the accepted ones, within {@code 8 s}. */
    @Override
    public void close() {
        close(CLOSE_TIME);
    }

    /** As {@link #close()}, with another limit of time. Logs how many records could not be stored in it. */
    public synchronized void close(Duration atMost) {
        if (closed) {
            return;
        }
        closed = true;
        giveUpAtNanos = System.nanoTime() + atMost.toNanos();
        draining = true;
        inbox.close();
        try {
            // A call under way may outlast the limit; it is left to itself then, not interrupted.
            TimeUnit.MILLISECONDS.timedJoin(thread, atMost.toMillis() + 500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var unstored = inbox.unsettled();
        if (unstored > 0) {
            LOG.error("{} record(s) were accepted and are not stored", unstored);
        }
    }

    private void run() {
        try {
            while (!isDone()) {
                var idle = sender.doWork();
                if (!idle.isZero()) {
                    var wait = draining && idle.compareTo(IDLE_WHILE_DRAINING) > 0 ? IDLE_WHILE_DRAINING : idle;
                    inbox.awaitWork(wait, sender.wantsRecords());
                }
            }
        } catch (StreamException e) {
            fail(e);
        } catch (Throwable e) {
            // Whatever it is: those who wait for room in the inbox would wait for ever.
            fail(new StreamException(Kind.INVALID, "unexpected " + e, e));
        }
    }

    private boolean isDone() {
        return draining && (inbox.unsettled() == 0 || isAbandoned());
    }

    private void fail(StreamException e) {
        var fatal = new StreamException(
                e.kind(), e.getMessage() + "; " + inbox.unsettled() + " record(s) were accepted and are not stored", e);
        inbox.fail(fatal);
        if (isAbandoned()) {
            return;
        }
        onFatal.accept(fatal);
    }

    /** Whether close has gone on without us; what then fails (the client is closed) is no news. */
    private boolean isAbandoned() {
        return draining && System.nanoTime() - giveUpAtNanos > 0;
    }
}
