package delivery.ranking.state;

import delivery.bytes.Fields;
import delivery.bytes.Layout;
import delivery.model.SourceProgress;
import delivery.ranking.identity.Bits;
import delivery.ranking.identity.DenseSet;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.RankingPicture.Standing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether all that one source had acknowledged has come. Its numbers 1..n are on the stream as soon as it says so; one
 * of them that has not been seen is in flight until every shard has been read past the moment of that word, and
 * missing from then on. A missing one that turns up after all is not missing any more, and a rejected one whose event
 * comes after all is not rejected any more. A hole among numbers above its last word says nothing: a source that was
 * killed had perhaps not put them.
 */
public final class SourceAudit {
    /** Words not passed yet that are kept; of more, every other one is forgotten, which only delays the verdict. */
    static final int MAX_PENDING = 64;
    /** A source says something every five seconds at least; of one that has not for this long something is wrong. */
    static final long SILENT_MILLIS = 15_000;

    private static final Layout<Map.Entry<Long, Long>> WORD =
            f -> Map.entry(f.i64(Map.Entry::getKey), f.i64(Map.Entry::getValue));

    /** What is known of a number. */
    enum Number {
        NEW,
        REJECTED,
        APPLIED
    }

    /** Numbers that came, whether applied or rejected. */
    private final DenseSet seen;
    /** Of those the rejected, number {@code n} as {@code n - 1}. */
    private final Bits rejected;

    /** Of the rejected those whose source's clock was ahead. */
    private final Bits future;

    private long rejectedCount;
    private long futureCount;
    /** By time of arrival what had been acknowledged then; both ascend. */
    private final TreeMap<Long, Long> pending = new TreeMap<>();

    private long acknowledged;
    /** Numbers above what is acknowledged that came all the same. */
    private long seenAhead;

    private boolean closed;
    /** All of 1..settled must have been seen by now. */
    private long settled;

    private long seenOfSettled;

    SourceAudit() {
        this(new DenseSet(), new Bits(), new Bits());
    }

    private SourceAudit(DenseSet seen, Bits rejected, Bits future) {
        this.seen = seen;
        this.rejected = rejected;
        this.future = future;
    }

    Number number(long number) {
        if (!seen.contains(number)) {
            return Number.NEW;
        }
        return rejectedCount > 0 && rejected.get(number - 1) ? Number.REJECTED : Number.APPLIED;
    }

    void apply(long number) {
        if (rejectedCount > 0 && rejected.clear(number - 1)) {
            rejectedCount--;
            if (futureCount > 0 && future.clear(number - 1)) {
                futureCount--;
            }
        } else {
            see(number);
        }
    }

    /** Nothing changes if the number had come before. */
    void reject(long number) {
        if (see(number)) {
            rejected.set(number - 1);
            rejectedCount++;
        }
    }

    /** Likewise; it is remembered that the source's clock was to blame. */
    void rejectFuture(long number) {
        reject(number);
        if (number(number) == Number.REJECTED && !future.get(number - 1)) {
            future.set(number - 1);
            futureCount++;
        }
    }

    private boolean see(long number) {
        if (!seen.add(number)) {
            return false;
        }
        if (number <= settled) {
            seenOfSettled++;
        } else if (number > acknowledged) {
            seenAhead++;
        }
        return true;
    }

    void hear(SourceProgress progress, long arrivedAtMillis) {
        if (progress.acknowledged() > acknowledged) {
            seenAhead -= seen.countBetween(acknowledged, progress.acknowledged());
            acknowledged = progress.acknowledged();
        }
        closed |= progress.closed() && !progress.writtenOff();
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

    /** Every shard has been read past this moment. Says whether that changed anything. */
    boolean settle(long readThroughMillis) {
        var word = pending.floorEntry(readThroughMillis);
        if (word == null) {
            return false;
        }
        pending.headMap(word.getKey(), true).clear();
        if (word.getValue() > settled) {
            seenOfSettled += seen.countBetween(settled, word.getValue());
            settled = word.getValue();
        }
        return true;
    }

    /** Events that are on the stream, as far as we know. */
    long produced() {
        return acknowledged + seenAhead;
    }

    long applied() {
        return seen.size() - rejectedCount;
    }

    long rejected() {
        return rejectedCount;
    }

    long future() {
        return futureCount;
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

    /** By its own word. */
    boolean isClosed() {
        return closed;
    }

    SourcePicture picture(String source, SourceState state, long silentSeconds, boolean hasReturned) {
        var standing =
                new Standing(state, acknowledged, futureCount, closed ? seenAhead : 0, silentSeconds, hasReturned);
        var isOver = closed || state == SourceState.WRITTEN_OFF;
        return new SourcePicture(source, produced(), applied(), isOver, inFlight(), missing(), rejectedCount, standing);
    }

    DenseSet seen() {
        return seen;
    }

    public Bits rejectedBits() {
        return rejected;
    }

    public Bits futureBits() {
        return future;
    }

    SourceAudit freeze() {
        var frozen = new SourceAudit(seen.freeze(), rejected.freeze(), future.freeze());
        frozen.rejectedCount = rejectedCount;
        frozen.futureCount = futureCount;
        frozen.pending.putAll(pending);
        frozen.acknowledged = acknowledged;
        frozen.seenAhead = seenAhead;
        frozen.closed = closed;
        frozen.settled = settled;
        frozen.seenOfSettled = seenOfSettled;
        return frozen;
    }

    /** As bytes, all but the three sets. */
    static SourceAudit describe(Fields<SourceAudit> f, DenseSet seen, Bits rejected, Bits future) {
        var audit = new SourceAudit(seen, rejected, future);
        audit.rejectedCount = rejected.countBetween(0, Long.MAX_VALUE);
        audit.futureCount = future.countBetween(0, Long.MAX_VALUE);
        audit.acknowledged = f.i64(each -> each.acknowledged);
        audit.seenAhead = seen.countBetween(audit.acknowledged, Long.MAX_VALUE);
        audit.closed = f.bool(SourceAudit::isClosed);
        audit.settled = f.i64(each -> each.settled);
        audit.seenOfSettled = seen.countBetween(0, audit.settled);
        f.list(each -> List.copyOf(each.pending.entrySet()), WORD)
                .forEach(word -> audit.pending.put(word.getKey(), word.getValue()));
        return audit;
    }

    /** What the source has said of itself; not what has been settled of it by now. */
    static SourceAudit describeWords(Fields<SourceAudit> f) {
        f.i64(each -> each.acknowledged);
        f.bool(SourceAudit::isClosed);
        return f.written();
    }
}
