package delivery.ranking.loop;

import delivery.ranking.state.Snapshot;
import java.time.Duration;

/** Milestones for tests of other packages. */
public final class MilestonesOf {
    private MilestonesOf() {}

    /** A state of nothing at those positions: a multiple of as many twos as may be asked for. */
    public static void put(Milestones milestones, long positions, Duration now) {
        milestones.want(now);
        milestones.at(positions, now, () -> Snapshot.EMPTY);
    }
}
