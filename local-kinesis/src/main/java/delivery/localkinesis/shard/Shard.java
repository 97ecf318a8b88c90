package delivery.localkinesis.shard;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.quota.ShardQuota;
import delivery.localkinesis.quota.ShardUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One shard: its place in the hash key space and in the line of descent, its records and its quota. Thread-safe by its
 * own lock, so that puts to two shards do not meet.
 */
public final class Shard {
    /** Answers of {@link #put} that are not an ordinal. */
    public static final long THROTTLED = -1;

    public static final long CLOSED = -2;

    private static final long STILL_OPEN = Long.MAX_VALUE;

    public final int index;
    public final String id;
    public final HashKey low;
    public final HashKey high;
    public final Shard parent;
    public final Shard adjacentParent;
    public final long startOrdinal;
    public final long createdMillis;

    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    // guarded by this
    private final RecordLog log;
    private final ShardQuota quota;
    private long closedMillis = STILL_OPEN;
    private List<Shard> children = List.of();
    private long records;
    private long bytes;
    private long throttledPuts;
    private long readCalls;
    private long throttledReads;
    private long bytesRead;
    private long droppedEarly;
    private final ShardUsage usage = new ShardUsage();

    Shard(int index, HashKey low, HashKey high, long nowMillis, boolean limits) {
        this(index, low, high, null, null, 0, nowMillis, limits);
    }

    private Shard(
            int index,
            HashKey low,
            HashKey high,
            Shard parent,
            Shard adjacentParent,
            long startOrdinal,
            long createdMillis,
            boolean limits) {
        this.index = index;
        this.id = ShardIds.format(index);
        this.low = low;
        this.high = high;
        this.parent = parent;
        this.adjacentParent = adjacentParent;
        this.startOrdinal = startOrdinal;
        this.createdMillis = createdMillis;
        this.log = new RecordLog(startOrdinal + 1);
        this.quota = new ShardQuota(limits);
    }

    /** A shard that goes on where this closed one, and perhaps another, ended. */
    Shard child(int childIndex, HashKey from, HashKey to, Shard adjacent, boolean limits) {
        var end = adjacent == null ? endOrdinal() : Math.max(endOrdinal(), adjacent.endOrdinal());
        // A millisecond later, so that no instant has both parent and child open.
        return new Shard(childIndex, from, to, this, adjacent, end + 1, closedMillis() + 1, limits);
    }

    /** A page as it lies in memory. */
    public record Read(List<RecordSlice> slices, long next, boolean ended, long millisBehind, List<Shard> children) {}

    /** The record's ordinal, {@link #THROTTLED} or {@link #CLOSED}; growth of memory goes to the budget. */
    public synchronized long put(long nowMillis, byte[] data, byte[] key, RetainBudget budget) {
        if (closedMillis != STILL_OPEN) {
            return CLOSED;
        }
        var size = data.length + key.length;
        if (!quota.tryWrite(nowMillis, size)) {
            throttledPuts++;
            return THROTTLED;
        }
        var ordinal = log.next();
        budget.add(log.append(nowMillis, data, key));
        usage.wrote(nowMillis, size);
        records++;
        bytes += size;
        return ordinal;
    }

    /** A page from an ordinal on; null if the quota has none left. */
    public synchronized Read read(long nowMillis, long horizonMillis, long from, int limit, RetainBudget budget) {
        if (!quota.tryRead(nowMillis)) {
            throttledReads++;
            return null;
        }
        readCalls++;
        var read = page(nowMillis, horizonMillis, from, limit, Limits.PAGE_BYTES, budget);
        long pageBytes = 0;
        long pageRecords = 0;
        for (var slice : read.slices) {
            pageBytes += slice.totalBytes();
            pageRecords += slice.to() - slice.from();
        }
        var cutBySize = read.next < log.next() && pageRecords < limit;
        quota.pageRead(nowMillis, pageBytes, cutBySize);
        usage.read(nowMillis, pageBytes);
        bytesRead += pageBytes;
        return read;
    }

    /** As {@link #read}, for a reader with a quota of its own. */
    public synchronized Read feed(
            long nowMillis, long horizonMillis, long from, int limit, int maxBytes, RetainBudget budget) {
        return page(nowMillis, horizonMillis, from, limit, maxBytes, budget);
    }

    private Read page(long nowMillis, long horizonMillis, long from, int limit, int maxBytes, RetainBudget budget) {
        budget.add(-log.trimBefore(horizonMillis));
        var start = Math.max(from, log.first());
        var slices = log.read(start, limit, maxBytes);
        var next = start;
        for (var slice : slices) {
            next = slice.firstOrdinal() + slice.to();
        }
        var behind = next < log.next() ? Math.max(1, nowMillis - log.arrival(next)) : 0;
        // Closed a moment ago, it has not ended for readers before its children can be named.
        var ended = !children.isEmpty() && next >= log.next();
        return new Read(slices, next, ended, behind, ended ? children : List.of());
    }

    /** Where an iterator of that type begins; the ordinal is of a sequence number of this shard. */
    public synchronized long position(
            IteratorType type, long horizonMillis, long ordinal, long atMillis, RetainBudget budget) {
        budget.add(-log.trimBefore(horizonMillis));
        return switch (type) {
            case TRIM_HORIZON -> log.first();
            case LATEST -> log.next();
            case AT_SEQUENCE_NUMBER -> ordinal;
            case AFTER_SEQUENCE_NUMBER -> ordinal + 1;
            case AT_TIMESTAMP -> log.firstOrdinalAt(atMillis);
        };
    }

    /** Runs it when a record or a child has come, on the thread that brought it. */
    public void watch(Runnable action) {
        watchers.add(action);
    }

    public void unwatch(Runnable action) {
        watchers.remove(action);
    }

    /** Without the lock: those who are told come for the news. */
    public void tellWatchers() {
        watchers.forEach(Runnable::run);
    }

    /** Whether a sequence number with that ordinal was ever given out for this shard. */
    public synchronized boolean hasGiven(long ordinal) {
        return ordinal >= startOrdinal
                && (ordinal < log.next() || (closedMillis != STILL_OPEN && ordinal == log.next()));
    }

    /** Not before it was made: a shard may be split twice in a millisecond. */
    synchronized void close(long nowMillis) {
        closedMillis = Math.max(nowMillis, createdMillis);
    }

    synchronized void succeededBy(List<Shard> heirs) {
        children = List.copyOf(heirs);
    }

    public synchronized boolean isOpen() {
        return closedMillis == STILL_OPEN;
    }

    public synchronized boolean isOpenAt(long millis) {
        return createdMillis <= millis && closedMillis >= millis;
    }

    public synchronized boolean isClosedBefore(long millis) {
        return closedMillis < millis;
    }

    /** Of a closed shard: above every record's. */
    public synchronized long endOrdinal() {
        return log.next();
    }

    public synchronized long oldestArrival() {
        return log.oldestArrival();
    }

    /** Makes room, how much goes to the budget; false if there is nothing to drop. */
    public synchronized boolean dropOldestChunk(RetainBudget budget) {
        if (log.oldestArrival() == Long.MAX_VALUE) {
            return false;
        }
        var before = log.first();
        budget.add(-log.dropOldestChunk());
        droppedEarly += log.first() - before;
        return true;
    }

    public synchronized long footprint() {
        return log.footprint();
    }

    public synchronized ShardStats stats(String stream, long nowMillis) {
        var used = usage.shares(nowMillis);
        return new ShardStats(
                stream,
                id,
                records,
                bytes,
                throttledPuts,
                readCalls,
                throttledReads,
                bytesRead,
                droppedEarly,
                used.writeRecords(),
                used.writeBytes(),
                used.readCalls(),
                used.readBytes());
    }

    public List<String> parentIds() {
        var ids = new ArrayList<String>();
        if (parent != null) {
            ids.add(parent.id);
        }
        if (adjacentParent != null) {
            ids.add(adjacentParent.id);
        }
        return ids;
    }

    private synchronized long closedMillis() {
        return closedMillis;
    }
}
