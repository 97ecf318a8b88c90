package delivery.ranking.state;

import delivery.model.Position;
import delivery.protocol.Message.Gap;
import delivery.ranking.state.RankingPicture.RecordedGap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is lost for good, and is never forgotten: records that nobody will read any more. */
final class Gaps {
    private List<RecordedGap> all;

    Gaps(List<RecordedGap> all) {
        this.all = all;
    }

    /** Immutable. */
    List<RecordedGap> all() {
        return all;
    }

    /** What its consumer has found to be expired; null if there is nothing of that kind. */
    void note(ShardProgress shard, Gap gap) {
        if (gap != null) {
            record(new RecordedGap(
                    shard.id(),
                    gap.from(),
                    gap.to(),
                    gap.fromMillis(),
                    gap.toMillis(),
                    "records expired before they were read"));
        }
    }

    /** The shard will not be read to its end. */
    void giveUp(ShardProgress shard, String why, Instant now) {
        record(new RecordedGap(
                shard.id(),
                shard.position(),
                Position.SHARD_END,
                Math.max(0, shard.readThroughMillis()),
                now.toEpochMilli(),
                why));
    }

    /** When what is lost of a shard that is given up now had arrived. */
    static String interval(ShardProgress shard, Instant now) {
        var from = shard.readThroughMillis();
        return "from " + (from > 0 ? Instant.ofEpochMilli(from) : "its beginning") + " to " + now + " (after "
                + shard.position() + ")";
    }

    /** The same loss told twice is one. */
    private void record(RecordedGap gap) {
        if (!all.contains(gap)) {
            var more = new ArrayList<>(all);
            more.add(gap);
            all = List.copyOf(more);
        }
    }
}
