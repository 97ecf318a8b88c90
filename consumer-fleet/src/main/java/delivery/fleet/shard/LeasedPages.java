package delivery.fleet.shard;

import delivery.app.Time;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.read.PageSource;
import delivery.kinesis.read.ReadPage;
import delivery.kinesis.read.ShardReader;
import delivery.model.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one shard as the KCL brings them, where they are known to go on from our position: a record at the position or
 * before it has come in the same run without a gap. Whatever is not known to, we read ourselves: what lies before the KCL's
 * checkpoint after a rewind, its first page, which may have come over a gap that nobody notices, and the shard's end. And a
 * page every few seconds, for the KCL does not say what time it was at the service, and the audit goes by that. Not
 * thread-safe.
 */
final class LeasedPages implements PageSource {
    /** Of the five reads a second that a shard gives this takes a fifth of one. */
    static final Duration BETWEEN_OWN = Duration.ofSeconds(5);

    private final String shardId;
    private final ShardReader own;
    private final Time clock;

    private Position position = Position.TRIM_HORIZON;
    /** Whether we have read a page from about here ourselves, since we were told to go on from elsewhere. */
    private boolean proved;
    /** Nobody brings anything any more, or never did. */
    private boolean alone;

    /** The first and the last record of what the KCL has brought without a gap; null for nothing. */
    private @Nullable Position first;

    private @Nullable Position last;
    /** Of that what has not been given out, or been found to be known. */
    private List<StoredRecord> brought = List.of();

    private long millisBehind;

    /** On the clock of what has elapsed. */
    private Duration ownDue = Duration.ZERO;
    /** As our own last page said. */
    private Instant readThrough = Instant.EPOCH;

    private Duration readThroughAt = Duration.ZERO;

    LeasedPages(ShardReader own, Time clock) {
        shardId = own.shardId();
        this.own = own;
        this.clock = clock;
    }

    /** The KCL brings these; what it brought before and has not been taken by now is read again. */
    void bring(List<StoredRecord> records, long behind) {
        if (!isTaken()) {
            first = null;
            ownDue = Duration.ZERO;
        }
        brought = records;
        millisBehind = behind;
        if (!records.isEmpty()) {
            last = at(records.get(records.size() - 1));
            first = first == null ? at(records.get(0)) : first;
        }
    }

    /** From now on all is read by ourselves, as fast as we may. */
    void goOnAlone() {
        alone = true;
        brought = List.of();
    }

    /** Whether there is nothing left to do before more is brought: after a rewind there is. */
    boolean areBrought() {
        return proved && isTaken();
    }

    private boolean isTaken() {
        if (last != null && position.compareTo(last) >= 0) {
            brought = List.of();
        }
        return brought.isEmpty();
    }

    /** The last record that the KCL brought; null if it has brought none. */
    @Nullable
    Position lastBrought() {
        return last;
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public void seek(Position to) {
        if (!to.equals(position)) {
            position = to;
            proved = false;
        }
    }

    @Override
    public Duration untilDue() {
        return fits() ? Duration.ZERO : untilOwn();
    }

    private Duration untilOwn() {
        var byPace = own.untilDue();
        if (alone || !proved || !isTaken()) {
            return byPace;
        }
        var left = ownDue.minus(clock.elapsed());
        return left.compareTo(byPace) > 0 ? left : byPace;
    }

    private boolean fits() {
        return proved && !isTaken() && first != null && position.compareTo(first) >= 0;
    }

    @Override
    public @Nullable ReadPage tryRead() {
        if (last != null && fits()) {
            return given(last);
        }
        if (untilOwn().compareTo(Duration.ZERO) > 0) {
            return null;
        }
        own.seek(position);
        var page = own.tryRead();
        if (page != null) {
            position = page.to();
            proved = true;
            ownDue = clock.elapsed().plus(BETWEEN_OWN);
            readThrough = page.readThrough();
            readThroughAt = page.since().minusMillis(Math.max(0, page.millisBehindLatest()));
        }
        return page;
    }

    /** It says no more of the time than our own page before it did. */
    private ReadPage given(Position end) {
        var rest = brought.stream()
                .dropWhile(record -> at(record).compareTo(position) <= 0)
                .toList();
        var page = new ReadPage(
                shardId,
                rest,
                position,
                end,
                millisBehind,
                readThrough,
                readThroughAt.plusMillis(Math.max(0, millisBehind)),
                List.of());
        position = end;
        brought = List.of();
        return page;
    }

    private static Position at(StoredRecord record) {
        return Position.after(record.sequenceNumber());
    }
}
