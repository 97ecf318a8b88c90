package delivery.ranking.loop;

import delivery.ranking.state.RankingPicture;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a part of the stream is read by nobody, and again now and then as long as it is so. A moment of that is
 * nothing: a shard changes hands.
 */
final class UnreadAlarm {
    /** A consumer that was cut off, or hands over, is back sooner. */
    static final Duration GRACE = Duration.ofSeconds(5);

    static final Duration REPEAT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");

    private Duration unreadSince;
    private Duration saidAt;

    /** True if it said something. */
    boolean look(RankingPicture picture) {
        var audit = picture.audit();
        var now = picture.elapsed();
        if (picture.stream() == null || audit.unread().isEmpty() && audit.coverage() == 1) {
            if (saidAt != null) {
                LOG.info("the whole stream is being read again");
            }
            unreadSince = null;
            saidAt = null;
            return false;
        }
        unreadSince = unreadSince == null ? now : unreadSince;
        if (now.compareTo(unreadSince.plus(GRACE)) < 0 || saidAt != null && now.compareTo(saidAt.plus(REPEAT)) < 0) {
            return false;
        }
        saidAt = now;
        LOG.warn(
                "nobody reads {} ({} % of the keys are read): start scripts/consumers.sh, or a consumer for them",
                audit.unread().isEmpty() ? "some shards that no consumer has come for" : audit.unread(),
                Math.floor(audit.coverage() * 1_000) / 10);
        return true;
    }
}
