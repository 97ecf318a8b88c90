package delivery.ranking.state;

import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.RankingPicture.Standing;
import java.util.List;

/** Sources as they are shown, for tests of their figures alone. */
final class Pictures {
    private static final Standing ANY = new Standing(SourceState.PRODUCING, 0, 0, 0, 0, false);

    private Pictures() {}

    static SourcePicture source(
            String source, long produced, long applied, boolean closed, long inFlight, long missing, long rejected) {
        return new SourcePicture(source, produced, applied, closed, inFlight, missing, rejected, ANY);
    }

    /** Whatever its standing. */
    static SourcePicture bare(SourcePicture source) {
        return source(
                source.source(),
                source.produced(),
                source.applied(),
                source.closed(),
                source.inFlight(),
                source.missing(),
                source.rejected());
    }

    static List<SourcePicture> bare(List<SourcePicture> sources) {
        return sources.stream().map(Pictures::bare).toList();
    }
}
