package delivery.ranking.state;

import delivery.app.Time;
import delivery.ranking.snapshot.Snapshots;
import delivery.ranking.state.RankingState.Life;
import java.io.IOException;

/** States for tests of other packages. */
public final class RankingStates {
    private RankingStates() {}

    public static RankingState fresh(Time time) {
        return new RankingState(new Admission("", null), 600, time);
    }

    /** The next life of a server. */
    public static RankingState restored(byte[] snapshot, long generation, Time time) throws IOException {
        return new RankingState(
                new Admission("", null),
                new Life(600, RankingState.RETENTION, generation),
                Snapshots.read(snapshot),
                time);
    }
}
