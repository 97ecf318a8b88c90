package delivery.kinesis.write;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.model.EventEncoder;
import delivery.model.OrderEvent;
import delivery.model.SourceProgress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes one source's events into an inbox, notes which of them are on the stream, and reports that there: about once a
 * second while it changes, every five seconds otherwise. The reports are its turns; everything else is thread-safe.
 */
final class SourceWriter implements Agent {
    static final Duration WHEN_CHANGED = Duration.ofSeconds(1);
    static final Duration IN_ANY_CASE = Duration.ofSeconds(5);

    private final Inbox inbox;
    private final ThrottleCounts throttled;
    private final String source;
    private final Time clock;
    private final LowWaterMark acknowledged = new LowWaterMark();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicBoolean underWay = new AtomicBoolean();

    private long reported;
    private long silentTurns;

    SourceWriter(Inbox inbox, ThrottleCounts throttled, String source, Time clock) {
        this.inbox = inbox;
        this.throttled = throttled;
        this.source = source;
        this.clock = clock;
    }

    /** As {@link EventWriter#write}. */
    boolean write(OrderEvent event) {
        if (!event.source().equals(source)) {
            throw new IllegalArgumentException("an event of " + event.source() + ", this writer is for " + source);
        }
        var bytes = new EventEncoder().encode(event);
        var key = event.orderId().toString();
        // Before it is, lest someone sees it stored and not accepted.
        accepted.incrementAndGet();
        var taken = false;
        try {
            taken = inbox.put(new Draft(bytes, key, event.pickUp(), () -> acknowledge(event.number())));
        } finally {
            if (!taken) {
                accepted.decrementAndGet();
            }
        }
        return taken;
    }

    /** How many of its events are on the stream. */
    long stored() {
        return stored.get();
    }

    /** How many of its events were accepted and are not known to be on the stream; those that wait for room included. */
    long unstored() {
        return accepted.get() - stored.get();
    }

    /** The source's events 1 to this one are on the stream. */
    long acknowledged() {
        synchronized (acknowledged) {
            return acknowledged.mark();
        }
    }

    /** Reports if it is time to; never ends by itself. */
    @Override
    public Duration doWork() {
        silentTurns++;
        var mark = acknowledged();
        var due = mark != reported || silentTurns >= IN_ANY_CASE.dividedBy(WHEN_CHANGED);
        // One at a time: while the stream is away they would only pile up.
        if (due && !underWay.get() && report(mark, false)) {
            reported = mark;
            silentTurns = 0;
        }
        return WHEN_CHANGED;
    }

    /** The last word: all that the source has written is on the stream, and nothing more will come. */
    void reportClosed() {
        report(acknowledged(), true);
    }

    private void acknowledge(long number) {
        synchronized (acknowledged) {
            acknowledged.acknowledge(number);
        }
        stored.incrementAndGet();
    }

    private boolean report(long mark, boolean closed) {
        var progress =
                new SourceProgress(source, mark, closed, clock.millis(), throttled.most(SourceProgress.MAX_THROTTLED));
        var bytes = new EventEncoder().encode(progress);
        underWay.set(true);
        return inbox.offer(new Draft(bytes, source, null, () -> underWay.set(false)));
    }
}
