package delivery.kinesis;

import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.model.OrderEvent;
import java.time.Duration;

/**
 * Puts one source's events on the stream, and says there how many of them it has had acknowledged: about once a second
 * while that changes, every five seconds otherwise, and when it ends. Thread-safe; owns its {@link StreamWriter} and
 * the thread {@code source-progress}.
 */
public final class EventWriter implements AutoCloseable {
    private static final Duration FLUSH_TIME = Duration.ofMillis(6_500);
    private static final Duration LAST_WORD_TIME = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIME = Duration.ofMillis(500);

    private final StreamWriter writer;
    private final SourceWriter events;
    private final StopSignal stop = new StopSignal();
    private final Thread thread;

    /** @param source of every event that will be written; its order events are numbered 1, 2, 3, ... without a gap */
    public EventWriter(StreamWriter writer, String source, Time clock) {
        this.writer = writer;
        events = new SourceWriter(writer.inbox(), writer.throttled(), source, clock);
        thread = Threads.make("source-progress", () -> events.run(stop));
        thread.start();
    }

    /**
     * Blocks while the writer's inbox is full; false if nothing more is taken, since it is being closed.
     *
     * @throws StreamException if nothing can be stored any more
     */
    public boolean write(OrderEvent event) {
        return events.write(event);
    }

    /** The source's events 1 to this one are on the stream. */
    public long acknowledged() {
        return events.acknowledged();
    }

    /**
     * To be called after {@link #close}: what was accepted and could not be stored ends the program.
     *
     * @throws AppException with exit code 4, and the number of events, if there are any
     */
    public void checkAllStored() {
        if (unstored() > 0) {
            throw AppException.unreachable(unstored()
                    + " record(s) were accepted and are not on the stream, which did not answer in time: look whether it"
                    + " is up (stream-admin describe)");
        }
    }

    /** Events and progress accepted and not on the stream yet. */
    public long unstored() {
        return writer.unstored();
    }

    /** As {@link StreamWriter#stopTaking}: to be called before one joins the threads that write. */
    public void stopTaking() {
        writer.stopTaking();
    }

    /** Says that the source is closed only if everything it had written is on the stream. */
    @Override
    public void close() {
        if (stop.isStopped()) {
            return;
        }
        stop.stop();
        Threads.join(thread);
        writer.stopTaking();
        if (writer.flush(FLUSH_TIME)) {
            events.reportClosed();
            writer.flush(LAST_WORD_TIME);
        }
        writer.close(CLOSE_TIME);
    }
}
