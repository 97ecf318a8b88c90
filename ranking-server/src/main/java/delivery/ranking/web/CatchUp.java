package delivery.ranking.web;

import delivery.ranking.state.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * Whether the numbers are of now, or of a past that is still being read: after a restart, or when a consumer was gone.
 * How far along is told by the lag: what is left of the most there was.
 */
final class CatchUp {
    /** More than this is behind; shorter lags come and go with every page. */
    static final double BEHIND_SECONDS = Verdict.BEHIND_SECONDS;

    static final double NEAR_SECONDS = 3;

    private double worst;

    /**
     * @param isKnown whether we know for every shard how far it is; until then nothing can be said
     * @param share of the way that is done, 0..1; 1 when there is nothing to catch up
     */
    record Progress(boolean isKnown, double share, double lagSeconds) {}

    /**
     * @param covered whether the shards that we know are all there are
     * @param lags in seconds of all shards that have not ended, null where nothing was heard yet
     */
    Progress progress(boolean covered, List<Double> lags) {
        if (!covered || lags.stream().anyMatch(Objects::isNull)) {
            return new Progress(false, 0, 0);
        }
        var lag = lags.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        if (lag < NEAR_SECONDS) {
            worst = 0;
        } else if (worst > 0 || lag > BEHIND_SECONDS) {
            worst = Math.max(worst, lag);
        }
        return new Progress(true, worst == 0 ? 1 : 1 - lag / worst, lag);
    }
}
