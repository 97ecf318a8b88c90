package delivery.ranking;

import delivery.app.StopSignal;
import delivery.app.Threads;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what the ranking loop knows on disk, every few seconds if anything has changed, and once more at the end. All of
 * the work is on this thread; the ranking loop only has to freeze its state.
 */
final class SnapshotLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    /** Writing may take this part of the time at most, however large the snapshots get. */
    private static final int REST = 4;

    private static final int FAILURES_PER_LINE = 30;

    private final SnapshotStore store;
    private final RankingLoop loop;
    private final Duration interval;
    private final SnapshotFigures figures;
    private final StopSignal stop = new StopSignal();
    private final Thread thread = Threads.make("snapshots", this::run);
    /** A state begins with version 0, and is on disk like that. */
    private long writtenVersion;

    SnapshotLoop(SnapshotStore store, RankingLoop loop, Duration interval, SnapshotFigures figures) {
        this.store = store;
        this.loop = loop;
        this.interval = interval;
        this.figures = figures;
    }

    SnapshotLoop start() {
        thread.start();
        return this;
    }

    private void run() {
        var rest = interval;
        while (stop.await(rest)) {
            var began = System.nanoTime();
            save();
            var took = Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST);
            rest = took.compareTo(interval) > 0 ? took : interval;
        }
    }

    /** Whatever goes wrong here, the ranking goes on, and the snapshots before this one stay. */
    private void save() {
        try {
            var frozen = loop.freezeIfChanged(writtenVersion);
            if (frozen != null) {
                var began = System.nanoTime();
                // A record that the snapshot has passed is not read again: its dead letter must be there before.
                loop.forceDeadLetters();
                var bytes = store.write(frozen.snapshot());
                writtenVersion = frozen.version();
                loop.hasOnDisk(frozen.snapshot());
                written(bytes, frozen.nanos(), System.nanoTime() - began);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void written(long bytes, long stopNanos, long writeNanos) {
        if (figures.latest().failuresInARow() > 0) {
            LOG.info("snapshots can be written again");
        }
        figures.written(bytes, stopNanos, writeNanos);
    }

    private void failed(Exception e) {
        if (figures.latest().failuresInARow() % FAILURES_PER_LINE == 0) {
            LOG.error(
                    "no snapshot could be written ({}): the ranking goes on, but a restart would read the stream again"
                            + " from the last one; make room, or see to the disk",
                    DiskFolder.reason(e));
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
