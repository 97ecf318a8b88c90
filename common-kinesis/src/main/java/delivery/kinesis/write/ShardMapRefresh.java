package delivery.kinesis.write;

import delivery.app.LogPace;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the shards again when it is time to, so that the router goes by what is open now. Not thread-safe. */
final class ShardMapRefresh {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ShardMapRefresh.class);

    private final KinesisStream stream;
    private final Router router;
    private final Time clock;
    private final RefreshSchedule schedule = new RefreshSchedule();
    private final Misplacement misplacement = new Misplacement();
    private final LogPace complaints = new LogPace(Duration.ofSeconds(10));

    ShardMapRefresh(KinesisStream stream, Router router, Time clock) {
        this.stream = stream;
        this.router = router;
        this.clock = clock;
    }

    /** @throws StreamException if there is no map yet, and none can be had now */
    void ifDue(Duration now) {
        if (!schedule.isDue(now)) {
            return;
        }
        try {
            refresh();
        } catch (StreamException e) {
            if ((router.isReady() || e.mayPass()) && complaints.isDue(now)) {
                LOG.warn("cannot read the list of shards: {}", e.getMessage());
            }
            schedule.failedUntil(now, router.isReady() ? now.plus(AFTER_FAILURE) : now);
            if (!router.isReady()) {
                throw e;
            }
        }
    }

    Duration untilDue(Duration now) {
        return schedule.waitFrom(now);
    }

    /** A put failed as it may amid a resharding. */
    void hint() {
        schedule.hint();
    }

    /** A record came out in another shard than the map says. */
    void cameOutElsewhere() {
        misplacement.found();
        if (!misplacement.isSure()) {
            schedule.hint();
        }
    }

    /** Whether it is certain that the stream does not go by our hash keys. */
    boolean isElsewhere() {
        return misplacement.isSure();
    }

    private void refresh() {
        var shards = ShardMap.of(stream.shards());
        var first = !router.isReady();
        // A list read amid a change may have holes; the old map is the better guess then.
        if (!shards.isComplete() && !(first && !shards.open().isEmpty())) {
            throw new StreamException(Kind.IN_USE, "the list of shards has a hole, the stream is being changed");
        }
        var changed = router.refresh(shards);
        schedule.refreshed(changed, clock.elapsed());
        if (misplacement.refreshed(changed)) {
            LOG.warn("records come out in other shards than their hash keys ask for, though the map of the shards is"
                    + " fresh: the stream distributes them itself (an on-demand stream with record distribution"
                    + " AUTO), --routing has no effect, and events are aggregated no more");
        }
        if (changed && !first) {
            LOG.info("the open shards changed: now {}", shards.open().size());
        }
    }
}
