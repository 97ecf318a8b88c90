package delivery.ranking.snapshot;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.Errors;
import delivery.app.Time;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.Questions;
import delivery.ranking.loop.Questions.Frozen;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what the ranking knows on disk, every few seconds if anything has changed, and once more at the end. The ranking
 * only has to freeze its state, in one turn, and goes on while that is written, in the next.
 */
public final class SnapshotLoop implements Agent {
    /** A slow disk may take its time; a server started anew would have the same one. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    /** Writing may take this part of the time at most, however large the snapshots get. */
    private static final int REST = 4;

    private static final int FAILURES_PER_LINE = 30;
    /** No state has this version. */
    private static final long NONE = -1;

    private final SnapshotStore store;
    private final DeadLetters deadLetters;
    private final Questions ranking;
    private final Duration interval;
    private final SnapshotFigures figures;
    private final Time clock;
    /** A state begins with version 0, and is on disk like that. */
    private long writtenVersion;

    private boolean isNewestThere;
    /** What is to be written; null if nothing is. */
    private Frozen frozen;

    private Duration began = Duration.ZERO;

    public SnapshotLoop(
            SnapshotStore store,
            DeadLetters deadLetters,
            Questions ranking,
            Duration interval,
            SnapshotFigures figures,
            Time clock) {
        this.store = store;
        this.deadLetters = deadLetters;
        this.ranking = ranking;
        this.interval = interval;
        this.figures = figures;
        this.clock = clock;
    }

    /**
     * Whatever goes wrong here, the ranking goes on, and the snapshots before this one stay; unless the folder has become
     * another server's: then there is no going on.
     */
    @Override
    public Duration doWork() {
        try {
            if (frozen == null) {
                freeze();
            } else {
                write();
            }
        } catch (AppException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            frozen = null;
            failed(e);
        }
        if (frozen != null) {
            return Duration.ZERO;
        }
        var rest = clock.elapsed().minus(began).multipliedBy(REST);
        return rest.compareTo(interval) > 0 ? rest : interval;
    }

    private void freeze() throws IOException {
        began = clock.elapsed();
        isNewestThere = store.isNewestThere();
        frozen = ranking.freezeIfChanged(isNewestThere ? writtenVersion : NONE);
        if (frozen == null) {
            deadLetters.look();
        }
    }

    private void write() throws IOException {
        var writing = clock.elapsed();
        // A record that the snapshot has passed is not read again: its dead letter must be there before.
        deadLetters.force();
        var bytes = store.write(frozen.snapshot());
        writtenVersion = frozen.version();
        ranking.hasOnDisk(frozen.snapshot());
        if (!isNewestThere) {
            LOG.warn("the snapshots were gone from the state folder: all that this server knows is there again");
        }
        written(bytes, frozen.stop(), clock.elapsed().minus(writing));
        frozen = null;
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

    /** To be called when nothing is brought to the ranking any more, and before that is closed. */
    @Override
    public void close() {
        frozen = null;
        doWork();
        if (frozen != null) {
            doWork();
        }
    }
}
