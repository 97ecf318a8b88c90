package delivery.localkinesis.shard;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.quota.ShardQuota;
import delivery.localkinesis.quota.ShardUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One shard: its place in the hash key space and in the line of descent, its records and its quota. Thread-safe by its
 * own lock, so that puts to two shards do not meet.
 */
public final class StoredShard {
    private static final long STILL_OPEN = Long.MAX_VALUE;

    public final int index;
    public final String id;
    public final byte[] asciiId;
    public final HashKey low;
    public final HashKey high;
    public final @Nullable StoredShard parent;
    public final @Nullable StoredShard adjacentParent;
    public final long createdMillis;
    public final SequenceNumbers numbers;

    private final RecordIndexes indexes;
    private final AtomicLong nextIndex;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    // guarded by this
    private final RecordLog log;
    private final ShardQuota quota;
    private long closedMillis = STILL_OPEN;
    private List<StoredShard> children = List.of();
    private long records;
    private long bytes;
    private long throttledPuts;
    private long readCalls;
    private long throttledReads;
    private long bytesRead;
    private long droppedEarly;
    private final ShardUsage usage = new ShardUsage();

    StoredShard(
            int index,
            HashKey low,
            HashKey high,
            @Nullable StoredShard parent,
            @Nullable StoredShard adjacentParent,
            long createdMillis,
            long second,
            RecordIndexes indexes,
            boolean limits) {
        this.index = index;
        this.id = ShardIds.format(index);
        this.asciiId = id.getBytes(StandardCharsets.US_ASCII);
        this.low = low;
        this.high = high;
        this.parent = parent;
        this.adjacentParent = adjacentParent;
        this.createdMillis = createdMillis;
        this.numbers = new SequenceNumbers(second, index);
        this.indexes = indexes;
        this.nextIndex = indexes.of(index);
        this.log = new RecordLog(1);
        this.quota = new ShardQuota(limits);
    }

    /** A shard that goes on where this closed one, and perhaps another, ended. */
    StoredShard child(int childIndex, HashKey from, HashKey to, @Nullable StoredShard adjacent, boolean limits) {
        var second = adjacent == null ? endSecond() : Math.max(endSecond(), adjacent.endSecond());
        // A millisecond later, so that no instant has both parent and child open; its numbers begin a second later, so
        // that they are above all of the parents'.
        return new StoredShard(childIndex, from, to, this, adjacent, closedMillis() + 1, second + 1, indexes, limits);
    }

    /** A page as it lies in memory: who has read its slices releases them. */
    public record Read(
            List<RecordSlice> slices, long next, boolean ended, long millisBehind, List<StoredShard> children) {}

    /**
     * Puts all records of the batch that have the place of the given one, in one go: readers find all of them or none.
     *
     * @return false, and nothing put, if this shard is closed
     */
    synchronized boolean put(long nowMillis, PackedRecords batch, int first, boolean encrypted, RetainBudget budget) {
        if (closedMillis != STILL_OPEN) {
            return false;
        }
        var place = batch.place(first);
        var many = 0;
        for (int i = first; i < batch.size(); i++) {
            many += batch.place(i) == place ? 1 : 0;
        }
        var arrival = Math.max(log.lastArrival(), nowMillis);
        var recordIndex = nextIndex.getAndAdd(many);
        long grown = 0;
        var stored = 0;
        long size = 0;
        for (int i = first; many > 0; i++) {
            if (batch.place(i) != place) {
                continue;
            }
            many--;
            if (!quota.tryWrite(nowMillis, batch.bytes(i))) {
                throttledPuts++;
                batch.throttled(i, this);
                continue;
            }
            grown += log.append(arrival, recordIndex, encrypted, batch, i, budget.slabs);
            size += batch.bytes(i);
            batch.stored(i, this, recordIndex++, arrival);
            stored++;
        }
        budget.add(grown);
        usage.wrote(nowMillis, stored, size);
        records += stored;
        bytes += size;
        return true;
    }

    /** A page from an ordinal on; null if the quota has none left. */
    public synchronized @Nullable Read read(long nowMillis, long horizon, long from, int limit, RetainBudget budget) {
        if (!quota.tryRead(nowMillis)) {
            throttledReads++;
            return null;
        }
        readCalls++;
        var read = page(nowMillis, horizon, from, limit, Limits.PAGE_BYTES, budget);
        long pageBytes = 0;
        long pageRecords = 0;
        for (var slice : read.slices) {
            pageBytes += slice.totalBytes();
            pageRecords += slice.to() - slice.from();
        }
        quota.pageRead(nowMillis, pageBytes, /* cut by size */ read.next < log.next() && pageRecords < limit);
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

    /** Where an iterator of that type begins, as an ordinal; the index is of a sequence number of this shard. */
    public synchronized long position(
            IteratorType type, long horizonMillis, long recordIndex, long atMillis, RetainBudget budget) {
        budget.add(-log.trimBefore(horizonMillis));
        return switch (type) {
            case TRIM_HORIZON -> log.first();
            case LATEST -> log.next();
            case AT_SEQUENCE_NUMBER -> log.firstOrdinalOf(recordIndex);
            case AFTER_SEQUENCE_NUMBER ->
                recordIndex == SequenceNumber.END ? log.next() : log.firstOrdinalOf(recordIndex + 1);
            case AT_TIMESTAMP -> log.firstOrdinalAt(atMillis);
        };
    }

    /**
     * The sequence number after which a reader goes on that is at that ordinal: of the record before, or of this shard's
     * start. If that record is forgotten, it is the highest below the oldest one left.
     */
    public synchronized String numberBefore(long ordinal) {
        if (ordinal >= log.next()) {
            return log.lastIndex() == 0 ? startNumber() : numbers.format(log.lastIndex(), log.lastArrival());
        }
        if (ordinal > log.first()) {
            return numbers.format(log.index(ordinal - 1), log.arrival(ordinal - 1));
        }
        return numbers.format(log.index(log.first()) - 1, log.arrival(log.first()));
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

    /** Whether a sequence number with that index was ever given out for this shard, or may have been. */
    public synchronized boolean hasGiven(long recordIndex) {
        return recordIndex <= log.lastIndex() || (closedMillis != STILL_OPEN && recordIndex == SequenceNumber.END);
    }

    /** Not before it was made: a shard may be split twice in a millisecond. */
    synchronized void close(long nowMillis) {
        closedMillis = Math.max(nowMillis, createdMillis);
    }

    synchronized void succeededBy(List<StoredShard> heirs) {
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

    public String startNumber() {
        return numbers.format(0, 0);
    }

    /** Of a closed shard: above every record's, below every one of its children's. */
    public String endNumber() {
        return numbers.format(SequenceNumber.END, closedMillis());
    }

    /** The last that its sequence numbers may have. */
    private long endSecond() {
        return Math.max(numbers.shardSecond(), Math.floorDiv(closedMillis(), 1_000L));
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

    /** Its stream is gone. */
    public synchronized void dropAll(RetainBudget budget) {
        while (log.oldestArrival() != Long.MAX_VALUE) {
            budget.add(-log.dropOldestChunk());
        }
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
        return Stream.of(parent, adjacentParent)
                .flatMap(Stream::ofNullable)
                .map(shard -> shard.id)
                .toList();
    }

    private synchronized long closedMillis() {
        return closedMillis;
    }
}
