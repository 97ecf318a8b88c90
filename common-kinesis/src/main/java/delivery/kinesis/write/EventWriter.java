package delivery.kinesis.write;

import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.StreamException;
import delivery.model.EventEncoder;
import delivery.model.OrderEvent;
import delivery.model.SourceProgress;
import delivery.trace.EventTrace;
import delivery.trace.EventTrace.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one source's events on the stream, and says there how many of them it has had acknowledged: about once a second
 * while that changes, every five seconds otherwise, and when it ends. Owns its {@link StreamWriter}. Thread-safe but for
 * its turns, which {@link #start} gives a thread, {@code source-progress}; without that whoever owns it takes them.
 */
public final class EventWriter implements AutoCloseable {
    static final Duration WHEN_CHANGED = Duration.ofSeconds(1);
    static final Duration IN_ANY_CASE = Duration.ofSeconds(5);

    /** At SIGTERM, which leaves ten seconds for all that a program has to do. */
    static final Duration FLUSH_TIME = Duration.ofMillis(6_500);

    private static final Duration LAST_WORD_TIME = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIME = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private final StreamWriter writer;
    private final String source;
    private final Time clock;
    private final LowWaterMark acknowledged = new LowWaterMark();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();

    private EventTrace trace = EventTrace.OFF;

    private final AtomicBoolean reportUnderWay = new AtomicBoolean();
    private long reported;
    private long silentTurns;

    private final StopSignal stop = new StopSignal();
    private @Nullable Thread thread;

    /** @param source of every event that will be written; its order events are numbered 1, 2, 3, ... without a gap */
    public EventWriter(StreamWriter writer, String source, Time clock) {
        this.writer = writer;
        this.source = source;
        this.clock = clock;
    }

    /** Tells how events are made and put; to be called before anything is written. The trace is not closed with this. */
    public EventWriter tracedBy(EventTrace told) {
        trace = told;
        return this;
    }

    /** From now on threads take its turns, and its stream writer's; {@link StreamWriter#start}. */
    public EventWriter start(Consumer<StreamException> onFatal) {
        writer.start(onFatal);
        thread = Threads.make("source-progress", () -> {
            while (stop.await(report())) {
                // until it is being closed
            }
        });
        thread.start();
        return this;
    }

    /**
     * Blocks while the writer's inbox is full; false if nothing more is taken, since it is being closed.
     *
     * @throws StreamException if nothing can be stored any more
     */
    public boolean write(OrderEvent event) {
        if (!event.source().equals(source)) {
            throw new IllegalArgumentException("an event of " + event.source() + ", this writer is for " + source);
        }
        var madeFrom = trace.now();
        var bytes = new EventEncoder().encode(event);
        var key = event.orderId().toString();
        var handedOver = trace.now();
        // Before it is, lest someone sees it stored and not accepted.
        accepted.incrementAndGet();
        var taken = false;
        try {
            taken = writer.write(bytes, key, event.pickUp(), () -> acknowledge(event, handedOver));
        } finally {
            if (!taken) {
                accepted.decrementAndGet();
            }
        }
        if (taken) {
            trace.step(Step.MADE, event, madeFrom, handedOver);
        }
        return taken;
    }

    private void acknowledge(OrderEvent event, Instant handedOver) {
        synchronized (acknowledged) {
            acknowledged.acknowledge(event.number());
        }
        stored.incrementAndGet();
        trace.step(Step.PUT, event, handedOver, trace.now());
    }

    /** The source's events 1 to this one are on the stream. */
    long acknowledged() {
        synchronized (acknowledged) {
            return acknowledged.mark();
        }
    }

    /** Events that were taken, wherever they are by now; those that wait for room included. */
    public long accepted() {
        return accepted.get();
    }

    /** Events on the stream. */
    public long stored() {
        return stored.get();
    }

    /** One turn: reports if it is time to, and says when to look again. */
    public Duration report() {
        silentTurns++;
        var mark = acknowledged();
        var due = mark != reported || silentTurns >= IN_ANY_CASE.dividedBy(WHEN_CHANGED);
        // One at a time: while the stream is away they would only pile up.
        if (due && !reportUnderWay.get() && report(mark, false)) {
            reported = mark;
            silentTurns = 0;
        }
        return WHEN_CHANGED;
    }

    /** The last word: all that the source has written is on the stream, and nothing more will come. */
    public void reportClosed() {
        report(acknowledged(), true);
    }

    private boolean report(long mark, boolean closed) {
        var throttled = writer.mostThrottled(SourceProgress.MAX_THROTTLED);
        var progress = new SourceProgress(source, mark, closed, clock.millis(), throttled);
        reportUnderWay.set(true);
        return writer.writeLast(new EventEncoder().encode(progress), source, () -> reportUnderWay.set(false));
    }

    /** As {@link StreamWriter#stopTaking}: to be called before one joins the threads that write. */
    public void stopTaking() {
        writer.stopTaking();
    }

    /**
     * The end of a source that has written all it wanted to: takes nothing more, and waits until everything is on the
     * stream, however slow that is, or away for a while; says how far it is. Returns early when the program is being
     * stopped: what {@link #close} can still store is little, and its deadline is for that only.
     */
    public void finish(StopSignal stop) {
        writer.stopTaking();
        var draining = new Draining(clock.elapsed(), writer.unstored());
        while (writer.unstored() > 0 && stop.await(BETWEEN_LOOKS)) {
            draining.word(clock.elapsed(), writer.unstored()).ifPresent(LOG::info);
        }
    }

    /**
     * Stores what was accepted, in {@code 6.5 s} or not at all; a source that ends by itself has called {@link #finish}
     * before. Says that the source is closed only if everything it had written is on the stream.
     */
    @Override
    public void close() {
        if (stop.isStopped()) {
            return;
        }
        stop.stop();
        if (thread != null) {
            Threads.join(thread);
        }
        writer.stopTaking();
        if (writer.flush(FLUSH_TIME)) {
            reportClosed();
            writer.flush(LAST_WORD_TIME);
        }
        writer.close(CLOSE_TIME);
    }

    /**
     * To be called after {@link #close}: what was accepted and could not be stored ends the program.
     *
     * @throws AppException with exit code 4, and the number of events, if there are any
     */
    public void checkAllStored() {
        var unstored = accepted() - stored();
        if (unstored > 0) {
            throw AppException.unreachable(unstored + " event(s) were accepted and are not on the stream: it did not"
                    + " take them within " + FLUSH_TIME.toMillis() / 1e3
                    + " s of the program being stopped; look whether"
                    + " it is up (stream-admin describe)");
        }
        if (writer.unstored() > 0) {
            throw AppException.unreachable("all " + stored() + " events are on the stream, but not the word that their"
                    + " source has ended: look whether it is up (stream-admin describe)");
        }
    }
}
