package delivery.ranking.loop;

import delivery.ranking.state.RankingPicture.Records;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a burst of records is rejected: more than one in twenty of those read in the last minute. A few bad records are
 * somebody's mistake; a burst is a producer that has changed, or the wrong stream. Said once a burst.
 */
final class RejectAlarm {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final long WINDOW_SECONDS = 60;
    private static final int ONE_IN = 20;
    /** Fewer are no burst, however little was read. */
    private static final int MIN_REJECTED = 10;

    private record Look(Duration at, Records records) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private boolean ringing;

    /** Looks at all that was read so far, in elapsed time; to be called every second or so, and looks at most once a second. */
    boolean isRinging(Duration now, Records records) {
        if (looks.isEmpty() || now.compareTo(looks.getLast().at().plusSeconds(1)) >= 0) {
            looks.add(new Look(now, records));
        }
        while (looks.size() > 1 && looks.peekFirst().at().compareTo(now.minusSeconds(WINDOW_SECONDS)) < 0) {
            looks.removeFirst();
        }
        var before = looks.getFirst().records();
        var read = records.read() - before.read();
        var rejected = records.rejected() - before.rejected();
        var isBurst = rejected >= MIN_REJECTED && rejected * ONE_IN > read;
        if (isBurst && !ringing) {
            LOG.error(
                    "{} of the {} records of the last minute were rejected: see the dead letters; a producer has changed,"
                            + " or this is another stream than it should be",
                    rejected,
                    read);
        }
        ringing = isBurst;
        return ringing;
    }
}
