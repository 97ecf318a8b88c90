package delivery.localkinesis.scenario;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Records that lay one after the other in a shard, and were never accepted.
 *
 * @param from sequence number of the first of them
 * @param to sequence number of the last of them
 * @param putFrom when the first of them was put, since the scenario began
 * @param when what happened then, or last before; null: nothing had happened
 */
public record Loss(
        String shard,
        String from,
        String to,
        long records,
        String firstId,
        String lastId,
        Duration putFrom,
        Duration putTo,
        @Nullable String when) {
    @Override
    public String toString() {
        return (records == 1 ? "1 record" : records + " records") + " of " + shard
                + (from.equals(to) ? ", sequence number " + from : ", sequence numbers " + from + " to " + to)
                + " (" + firstId + (firstId.equals(lastId) ? "" : " ... " + lastId) + "), put "
                + Happening.seconds(putFrom) + " s to " + Happening.seconds(putTo) + " s"
                + (when == null ? "" : ", " + when);
    }
}
