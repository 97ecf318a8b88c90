package delivery.ranking.snapshot;

import delivery.app.AppException;
import delivery.app.Errors;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.ranking.loop.Pulse;
import delivery.ranking.loop.RankingLoop;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what the ranking loop knows on disk, every few seconds if anything has changed, and once more at the end. All of
 * the work is on this thread; the ranking loop only has to freeze its state.
 */
public final class SnapshotLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    /** Writing may take this part of the time at most, however large the snapshots get. */
    private static final int REST = 4;

    private static final int FAILURES_PER_LINE = 30;
    /** A slow disk may take its time; a server started anew would have the same one. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** No state has this version. */
    private static final long NONE = -1;

    private final SnapshotStore store;
    private final RankingLoop loop;
    private final Duration interval;
    private final SnapshotFigures figures;
    private final Time clock;
    private final StopSignal stop = new StopSignal();
    private final Thread thread = Threads.make("snapshots", this::run);
    private final Pulse pulse;
    /** A state begins with version 0, and is on disk like that. */
    private long writtenVersion;

    public SnapshotLoop(SnapshotStore store, RankingLoop loop, Duration interval, SnapshotFigures figures, Time clock) {
        this.store = store;
        this.loop = loop;
        this.interval = interval;
        this.figures = figures;
        this.clock = clock;
        pulse = new Pulse(thread, clock, PATIENCE);
    }

    public SnapshotLoop start() {
        thread.start();
        return this;
    }

    private void run() {
        var rest = interval;
        while (stop.await(rest)) {
            var began = clock.elapsed();
            pulse.begin();
            save();
            pulse.end();
            var took = clock.elapsed().minus(began).multipliedBy(REST);
            rest = took.compareTo(interval) > 0 ? took : interval;
        }
    }

    /**
     * Whatever goes wrong here, the ranking goes on, and the snapshots before this one stay; unless the folder has become
     * another server's: then there is no going on.
     */
    private void save() {
        try {
            var isNewestThere = store.isNewestThere();
            var frozen = loop.freezeIfChanged(isNewestThere ? writtenVersion : NONE);
            if (frozen == null) {
                loop.lookAtDeadLetters();
                return;
            }
            var began = clock.elapsed();
            // A record that the snapshot has passed is not read again: its dead letter must be there before.
            loop.forceDeadLetters();
            var bytes = store.write(frozen.snapshot());
            writtenVersion = frozen.version();
            loop.hasOnDisk(frozen.snapshot());
            if (!isNewestThere) {
                LOG.warn("the snapshots were gone from the state folder: all that this server knows is there again");
            }
            written(bytes, frozen.stop(), clock.elapsed().minus(began));
        } catch (AppException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    /** Why it is not well, null if it is. */
    public String fault() {
        return pulse.fault();
    }

    private void written(long bytes, Duration stop, Duration write) {
        if (figures.latest().failuresInARow() > 0) {
            LOG.info("snapshots can be written again");
        }
        figures.written(bytes, stop, write);
    }

    private void failed(Exception e) {
        Errors.rethrow(e);
        if (figures.latest().failuresInARow() % FAILURES_PER_LINE == 0) {
            LOG.error(
                    "no snapshot could be written ({}): the ranking goes on, but a restart would read the stream again"
                            + " from the last one; make room, or see to the disk",
                    SnapshotFolder.reason(e));
        }
        figures.failed();
    }

    /** To be called when nothing is brought to the ranking loop any more, and before that is closed. */
    @Override
    public void close() {
        stop.stop();
        Threads.join(thread);
        if (loop.isAlive()) {
            save();
        }
    }
}
