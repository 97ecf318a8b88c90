package delivery.relay;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.read.ReadPage;
import delivery.model.Position;
import delivery.protocol.Message.Gap;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Leads from a position that may have expired to the oldest record that the stream still has: pages read from the trim
 * horizon on go in, what follows the position comes out. A record at the position or before it, still there, proves that
 * nothing is lost; without one, whatever was between may be.
 */
final class GapCrossing {
    private final Position from;
    private final long fromMillis;
    /** Whether it was known before that nothing can have expired. */
    private final boolean trusting;

    private boolean nothingLost;
    private boolean reached;
    private boolean reported;
    private boolean crossed;
    private @Nullable Gap gap;

    /**
     * @param fromMillis all that arrived before then has been read
     * @param nothingLost whether it is known already that nothing after the position can have expired
     */
    GapCrossing(Position from, long fromMillis, boolean nothingLost) {
        this.from = from;
        this.fromMillis = fromMillis;
        this.nothingLost = nothingLost;
        trusting = nothingLost;
    }

    Position from() {
        return from;
    }

    boolean isTrusting() {
        return trusting;
    }

    /** The part of the page that follows the position; null if it does not get that far. */
    @Nullable
    ReadPage over(ReadPage page, long nowMillis) {
        var records = page.records();
        var known = 0;
        while (known < records.size() && at(records.get(known)).compareTo(from) <= 0) {
            known++;
        }
        reached |= known > 0;
        nothingLost |= reached;
        var rest = records.subList(known, records.size());
        var isTip = page.millisBehindLatest() == 0 || page.to().isShardEnd();
        if (rest.isEmpty() && !isTip) {
            return null;
        }
        // With nothing there at all one stays here: the position itself may be one that the stream refuses.
        crossed = !rest.isEmpty() || page.to().isShardEnd() || reached;
        gap = nothingLost || reported ? null : gap(rest.isEmpty() ? null : rest.get(0), page, nowMillis);
        reported = true;
        return new ReadPage(
                page.shardId(),
                rest,
                from,
                rest.isEmpty() && !page.to().isShardEnd() ? from : page.to(),
                page.millisBehindLatest(),
                page.readThrough(),
                page.since(),
                page.children());
    }

    private Gap gap(@Nullable StoredRecord oldest, ReadPage page, long nowMillis) {
        if (oldest == null) {
            return new Gap(from, page.to().isShardEnd() ? Position.SHARD_END : from, fromMillis, nowMillis);
        }
        var before = new BigInteger(oldest.sequenceNumber()).subtract(BigInteger.ONE);
        return new Gap(
                from,
                new Position(Position.Kind.AFTER, before),
                fromMillis,
                oldest.arrivedAt().toEpochMilli());
    }

    private static Position at(StoredRecord record) {
        return Position.after(record.sequenceNumber());
    }

    /** What may be lost, with the page that came out last; null if nothing, or it was said before. */
    @Nullable
    Gap gap() {
        return gap;
    }

    /** Whether one can read on from where the last page ended, as usual. */
    boolean isCrossed() {
        return crossed;
    }

    /** For people. */
    static String describe(Gap gap) {
        var from = gap.fromMillis() > 0 ? "from " + Instant.ofEpochMilli(gap.fromMillis()) : "before";
        return "records that arrived " + from + " to " + Instant.ofEpochMilli(gap.toMillis()) + " (after " + gap.from()
                + ") may have expired unread";
    }
}
