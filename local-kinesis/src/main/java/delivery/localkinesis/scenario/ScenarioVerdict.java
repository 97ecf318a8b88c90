package delivery.localkinesis.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of the records of a scenario.
 *
 * @param put stored on the stream, each once however often it was put
 * @param expired never accepted, and gone before the consumer came back: no consumer could have had them
 * @param losses what else was never accepted, by shard
 * @param doubled times that a record was accepted once more than it was put
 * @param unexplained those of them that at-least-once does not explain: nothing had happened since it was put
 * @param copies times that a record was put once more, by a producer that got no answer
 * @param outOfOrder accepted by the same teller after one that came later in its shard
 * @param beforeParents accepted before one of a shard that theirs descends from; by tellers that are not one, only what lies
 *     apart by more than the listening to them can
 * @param strangers ids that were told and never made; the first few of {@code neverMade}
 * @param firstRecord when the first was accepted; null: none was
 * @param caughtUp the longest that it took to catch up after something had happened; null: nothing had, or it never did
 */
public record ScenarioVerdict(
        long put,
        long accepted,
        long expired,
        List<Loss> losses,
        long doubled,
        long unexplained,
        long copies,
        long outOfOrder,
        long beforeParents,
        long neverMade,
        List<String> strangers,
        @Nullable Duration firstRecord,
        @Nullable Duration caughtUp,
        List<Happening> happenings,
        Timeline timeline) {
    /** Losses told one by one; then they are added up. */
    private static final int TOLD = 5;

    public long lost() {
        return losses.stream().mapToLong(Loss::records).sum();
    }

    /** Nothing was accepted, so that nothing can be said. */
    public boolean isOfNothing() {
        return accepted == 0;
    }

    /** A line each: what is wrong, if anything is. */
    public List<String> complaints() {
        if (isOfNothing()) {
            return neverMade == 0 ? new ArrayList<>() : new ArrayList<>(List.of(toldButNeverMade()));
        }
        var lines = losses.stream().limit(TOLD).map(loss -> "lost " + loss).collect(Collectors.toList());
        if (losses.size() > TOLD) {
            lines.add("lost "
                    + losses.stream().skip(TOLD).mapToLong(Loss::records).sum() + " more, in " + (losses.size() - TOLD)
                    + " other places");
        }
        if (unexplained > 0) {
            lines.add(unexplained + " accepted once more than they were put, and nothing had happened since they were");
        }
        if (outOfOrder > 0) {
            lines.add(outOfOrder + " accepted after one that came later in its shard");
        }
        if (beforeParents > 0) {
            lines.add(beforeParents + " accepted before one of the shards that theirs was made from");
        }
        if (neverMade > 0) {
            lines.add(toldButNeverMade());
        }
        return lines;
    }

    private String toldButNeverMade() {
        return neverMade + " told but never made: " + String.join(", ", strangers);
    }

    @Override
    public String toString() {
        return put + " put, " + accepted + " accepted, " + lost() + " lost"
                + (expired == 0 ? "" : ", " + expired + " expired before it came back")
                + ", " + doubled + " accepted more than once"
                + (doubled == 0 ? "" : " (" + (doubled - unexplained) + " of them explained)");
    }
}
