package delivery.kinesis.write;

import delivery.app.AppException;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.StreamException;
import delivery.model.OrderEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one source's events on the stream, and says there how many of them it has had acknowledged: about once a second
 * while that changes, every five seconds otherwise, and when it ends. Thread-safe; owns its {@link StreamWriter} and
 * the thread {@code source-progress}.
 */
public final class EventWriter implements AutoCloseable {
    /** At SIGTERM, which leaves ten seconds for all that a program has to do. */
    static final Duration FLUSH_TIME = Duration.ofMillis(6_500);

    private static final Duration LAST_WORD_TIME = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIME = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private final StreamWriter writer;
    private final SourceWriter events;
    private final Time clock;
    private final StopSignal stop = new StopSignal();
    private final Thread thread;

    /** @param source of every event that will be written; its order events are numbered 1, 2, 3, ... without a gap */
    public EventWriter(StreamWriter writer, String source, Time clock) {
        this.writer = writer;
        this.clock = clock;
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
            throw AppException.unreachable(unstored() + " event(s) were accepted and are not on the stream: it did not"
                    + " take them within " + FLUSH_TIME.toMillis() / 1e3
                    + " s of the program being stopped; look whether"
                    + " it is up (stream-admin describe)");
        }
        if (writer.unstored() > 0) {
            throw AppException.unreachable("all " + stored() + " events are on the stream, but not the word that their"
                    + " source has ended: look whether it is up (stream-admin describe)");
        }
    }

    /** Events that were taken, wherever they are by now. */
    public long accepted() {
        return events.stored() + events.unstored();
    }

    /** Events on the stream. */
    public long stored() {
        return events.stored();
    }

    /** Events accepted and not known to be on the stream. */
    public long unstored() {
        return events.unstored();
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

    /** As {@link StreamWriter#stopTaking}: to be called before one joins the threads that write. */
    public void stopTaking() {
        writer.stopTaking();
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
        Threads.join(thread);
        writer.stopTaking();
        if (writer.flush(FLUSH_TIME)) {
            events.reportClosed();
            writer.flush(LAST_WORD_TIME);
        }
        writer.close(CLOSE_TIME);
    }
}
