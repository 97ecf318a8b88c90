package delivery.ranking.web;

import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.Verdict;
import java.util.List;

/** What the documented ranking and the page tell of the audit in the same words. */
final class AuditJson {
    private AuditJson() {}

    record VerdictJson(String word, List<String> reasons, List<String> beside) {
        static VerdictJson of(Verdict verdict) {
            return new VerdictJson(verdict.word().text(), verdict.reasons(), verdict.beside());
        }
    }

    record SourceJson(
            String source,
            long produced,
            long applied,
            boolean closed,
            long inFlight,
            long missing,
            long rejected,
            long acknowledged,
            String state,
            long silentSeconds,
            boolean writtenOff) {
        static SourceJson of(SourcePicture source) {
            var standing = source.standing();
            return new SourceJson(
                    source.source(),
                    source.produced(),
                    source.applied(),
                    source.closed(),
                    source.inFlight(),
                    source.missing(),
                    source.rejected(),
                    standing.acknowledged(),
                    standing.state().text(),
                    standing.silentSeconds(),
                    standing.state() == SourceState.WRITTEN_OFF);
        }
    }

    record Counters(
            long conflicts, long late, long future, long skew, long unknownFields, boolean covered, long garbage) {
        static Counters of(AuditPicture audit) {
            return new Counters(
                    audit.conflicts(),
                    audit.late(),
                    audit.future(),
                    audit.skew(),
                    audit.unknownFields(),
                    audit.covered(),
                    audit.garbage());
        }
    }
}
