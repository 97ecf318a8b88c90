package delivery.ranking;

import delivery.model.SourceProgress;
import delivery.ranking.RankingPicture.SourcePicture;
import java.util.TreeMap;

/**
 * Whether all that one source had acknowledged has come. Its numbers 1..n are on the stream as soon as it says so; one
 * of them that has not been seen is in flight until every shard has been read past the moment of that word, and
 * missing from then on. A missing one that turns up after all is not missing any more.
 */
final class SourceAudit {
    /** Words not passed yet that are kept; of more, every other one is forgotten, which only delays the verdict. */
    static final int MAX_PENDING = 64;

    private final String source;
    private final DenseSet seen = new DenseSet();
    /** By time of arrival what had been acknowledged then; both ascend. */
    private final TreeMap<Long, Long> pending = new TreeMap<>();

    private long acknowledged;
    private boolean closed;
    /** All of 1..settled must have been seen by now. */
    private long settled;

    private long seenOfSettled;

    SourceAudit(String source) {
        this.source = source;
    }

    /** Whether this number of the source is new. */
    boolean see(long number) {
        if (!seen.add(number)) {
            return false;
        }
        if (number <= settled) {
            seenOfSettled++;
        }
        return true;
    }

    void hear(SourceProgress progress, long arrivedAtMillis) {
        acknowledged = Math.max(acknowledged, progress.acknowledged());
        closed |= progress.closed();
        var before = pending.floorEntry(arrivedAtMillis);
        if (progress.acknowledged() <= settled || before != null && before.getValue() >= progress.acknowledged()) {
            return;
        }
        pending.put(arrivedAtMillis, progress.acknowledged());
        for (var next = pending.higherEntry(arrivedAtMillis);
                next != null && next.getValue() <= progress.acknowledged();
                next = pending.higherEntry(arrivedAtMillis)) {
            pending.remove(next.getKey());
        }
        if (pending.size() > MAX_PENDING) {
            thinOut();
        }
    }

    /** The last word stays: it covers all before it. */
    private void thinOut() {
        var keep = pending.size() % 2 == 0;
        for (var each = pending.entrySet().iterator(); each.hasNext(); keep = !keep) {
            each.next();
            if (keep && each.hasNext()) {
                each.remove();
            }
        }
    }

    /** Every shard has been read past this moment. */
    void settle(long readThroughMillis) {
        var word = pending.floorEntry(readThroughMillis);
        if (word == null) {
            return;
        }
        pending.headMap(word.getKey(), true).clear();
        if (word.getValue() > settled) {
            seenOfSettled += seen.countBetween(settled, word.getValue());
            settled = word.getValue();
        }
    }

    long produced() {
        return Math.max(acknowledged, seen.highest());
    }

    long missing() {
        return settled - seenOfSettled;
    }

    long inFlight() {
        return produced() - seen.size() - missing();
    }

    int pending() {
        return pending.size();
    }

    SourcePicture picture() {
        return new SourcePicture(source, produced(), seen.size(), closed, inFlight(), missing());
    }
}
