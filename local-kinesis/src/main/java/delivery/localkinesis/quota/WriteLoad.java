package delivery.localkinesis.quota;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many shards an on-demand stream needs: to take double its peak of the last 30 days, a peak being what was written in
 * the busiest minute. Source: "Choose the right mode to stream in", docs.aws.amazon.com/streams/latest/dev/
 * how-do-i-size-a-stream.html, which does not say over how long a peak is taken. Thread-safe.
 */
public final class WriteLoad {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long REMEMBERED_MILLIS = 30 * Limits.DAY_MILLIS;

    /** Each lower, and later, than the one before. */
    private final Deque<Peak> peaks = new ArrayDeque<>(); // guarded by this, as the next two

    private long records;
    private long bytes;
    private volatile long minuteStart;

    private record Peak(long untilMillis, int shards) {}

    /** @param shards that it has, which are as many as half a peak needed */
    public WriteLoad(long nowMillis, int shards) {
        minuteStart = nowMillis;
        remember(nowMillis, shards);
    }

    public synchronized void wrote(long nowMillis, int moreRecords, long moreBytes) {
        endMinute(nowMillis);
        records += moreRecords;
        bytes += moreBytes;
    }

    /** Whether a minute has ended since the answer of {@link #shards} was right. */
    public boolean isNews(long nowMillis) {
        return nowMillis - minuteStart >= MINUTE_MILLIS;
    }

    /** So many are needed. */
    public synchronized int shards(long nowMillis) {
        endMinute(nowMillis);
        while (!peaks.isEmpty() && peaks.getFirst().untilMillis < nowMillis) {
            peaks.removeFirst();
        }
        return peaks.isEmpty() ? Limits.ON_DEMAND_SHARDS : Math.max(Limits.ON_DEMAND_SHARDS, peaks.getFirst().shards);
    }

    /** As if it had been written to at such a rate until now. */
    public synchronized void remember(long nowMillis, int shards) {
        while (!peaks.isEmpty() && peaks.getLast().shards <= shards) {
            peaks.removeLast();
        }
        peaks.addLast(new Peak(nowMillis + REMEMBERED_MILLIS, shards));
    }

    private void endMinute(long nowMillis) {
        if (!isNews(nowMillis)) {
            return;
        }
        var seconds = (double) MINUTE_MILLIS / 1_000;
        var needed = 2
                * Math.max(
                        records / seconds / Limits.WRITE_RECORDS_PER_SECOND,
                        bytes / seconds / Limits.WRITE_BYTES_PER_SECOND);
        remember(minuteStart + MINUTE_MILLIS, (int) Math.min(Limits.SCALED_SHARDS, Math.ceil(needed)));
        minuteStart = nowMillis;
        records = 0;
        bytes = 0;
    }
}
