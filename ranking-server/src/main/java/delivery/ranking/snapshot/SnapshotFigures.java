package delivery.ranking.snapshot;

import delivery.app.Time;
import java.time.Duration;

/** How the snapshots are doing. Written by their thread, read by any. */
public final class SnapshotFigures {
    private final Time clock;
    private volatile Figures latest = new Figures(0, 0, 0, 0, 0, 0, 0);

    /**
     * @param writtenAtMillis when the newest was on disk, 0 if none is
     * @param failuresInARow since then
     * @param stopNanos for how long the newest stopped the ranking
     * @param writeNanos how long it took to write it
     */
    public record Figures(
            long written,
            long failures,
            long failuresInARow,
            long writtenAtMillis,
            long bytes,
            long stopNanos,
            long writeNanos) {}

    public SnapshotFigures(Time clock) {
        this.clock = clock;
    }

    public Figures latest() {
        return latest;
    }

    void written(long bytes, Duration stop, Duration write) {
        latest = new Figures(
                latest.written + 1, latest.failures, 0, clock.millis(), bytes, stop.toNanos(), write.toNanos());
    }

    void failed() {
        var before = latest;
        latest = new Figures(
                before.written,
                before.failures + 1,
                before.failuresInARow + 1,
                before.writtenAtMillis,
                before.bytes,
                before.stopNanos,
                before.writeNanos);
    }
}
