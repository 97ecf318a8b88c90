package delivery.ranking.loop;

import delivery.ranking.state.Snapshot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses states to be compared with those of replicas: by the positions alone, so that two servers that pass the same
 * positions choose the same ones without a word between them; about one a second, and one when nothing moves any more.
 * The ranking's own, but for {@link #take} and {@link #want}.
 */
public final class Milestones {
    /** Somebody who asked may ask again within this time; else there is nothing to choose for. */
    static final Duration WANTED = Duration.ofMinutes(1);

    private static final Duration TOO_SOON = Duration.ofMillis(500);
    private static final Duration TOO_LATE = Duration.ofSeconds(4);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int MAX_BITS = 24;

    /**
     * A state that was chosen.
     *
     * @param positions all shards' positions as one number
     */
    public record Milestone(long positions, Snapshot snapshot) {}

    private final AtomicReference<@Nullable Milestone> newest = new AtomicReference<>();
    /** On the clock of what has elapsed; null if nobody has asked. */
    private volatile @Nullable Duration wantedAt;

    private long passed;
    private boolean isTaken;
    /** Of the positions one in 2^bits is chosen. */
    private int bits;

    private Duration movedAt = Duration.ZERO;
    private Duration takenAt = Duration.ZERO;
    private Duration adaptedAt = Duration.ZERO;

    /** Somebody wants to compare, at this moment on the clock of what has elapsed. */
    public void want(Duration now) {
        wantedAt = now;
    }

    /** The one chosen last, once; null if there is none since. */
    public @Nullable Milestone take() {
        return newest.getAndSet(null);
    }

    /** The state has these positions now. */
    void at(long positions, Duration now, Supplier<Snapshot> freeze) {
        var wanted = wantedAt;
        if (wanted == null || now.minus(wanted).compareTo(WANTED) > 0) {
            return;
        }
        if (positions != passed) {
            passed = positions;
            movedAt = now;
            isTaken = false;
            if (isChosen(positions)) {
                adapt(now);
                choose(now, freeze);
            } else if (now.minus(adaptedAt).compareTo(TOO_LATE) > 0) {
                adaptedAt = now;
                bits = Math.max(0, bits - 1);
            }
        } else if (now.minus(movedAt).compareTo(REST) >= 0
                && (!isTaken || now.minus(takenAt).compareTo(AGAIN) >= 0)) {
            choose(now, freeze);
        }
    }

    private boolean isChosen(long positions) {
        return Long.numberOfTrailingZeros(positions) >= bits;
    }

    private void adapt(Duration now) {
        if (now.minus(takenAt).compareTo(TOO_SOON) < 0) {
            bits = Math.min(MAX_BITS, bits + 1);
        }
        adaptedAt = now;
    }

    private void choose(Duration now, Supplier<Snapshot> freeze) {
        isTaken = true;
        takenAt = now;
        newest.set(new Milestone(passed, freeze.get()));
    }
}
