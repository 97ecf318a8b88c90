package delivery.localkinesis.shard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All shards a stream ever had, and the way from a hash key to the open one. Immutable; replaced as a whole. */
public final class ShardRanges {
    private final List<StoredShard> all;
    private final StoredShard[] open;
    private final long[] starts; // of the open ones: high, low

    private ShardRanges(List<StoredShard> all) {
        this.all = List.copyOf(all);
        this.open = all.stream()
                .filter(StoredShard::isOpen)
                .sorted(Comparator.comparing(shard -> shard.low))
                .toArray(StoredShard[]::new);
        this.starts = new long[2 * open.length];
        for (int i = 0; i < open.length; i++) {
            starts[2 * i] = open[i].low.high();
            starts[2 * i + 1] = open[i].low.low();
        }
    }

    /**
     * So many equal ranges over the whole space.
     *
     * @param second that their sequence numbers begin with
     */
    public static ShardRanges even(int shards, long nowMillis, long second, boolean limits) {
        var indexes = new RecordIndexes();
        var all = new ArrayList<StoredShard>();
        for (int i = 0; i < shards; i++) {
            var high = i == shards - 1
                    ? HashKey.MAX
                    : HashKey.startOfRange(i + 1, shards).previous();
            all.add(new StoredShard(
                    i, HashKey.startOfRange(i, shards), high, null, null, nowMillis, second, indexes, limits));
        }
        return new ShardRanges(all);
    }

    public ShardRanges with(List<StoredShard> more) {
        var grown = new ArrayList<>(all);
        grown.addAll(more);
        return new ShardRanges(grown);
    }

    /**
     * Puts those records of the batch that have not been, all of one shard in one go.
     *
     * @return false if some have not: their shard was closed since this was made
     */
    public boolean put(long nowMillis, PackedRecords batch, boolean encrypted, RetainBudget budget) {
        batch.place(this);
        var all = true;
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.isDone(i)) {
                var shard = open[batch.place(i)];
                if (shard.put(nowMillis, batch, i, encrypted, budget)) {
                    shard.tellWatchers();
                } else {
                    all = false;
                }
            }
        }
        return all;
    }

    public StoredShard of(HashKey key) {
        return open[place(key.high(), key.low())];
    }

    /** Among the open ones. */
    int place(long high, long low) {
        var first = 0;
        var last = open.length - 1;
        while (first < last) {
            var middle = (first + last + 1) >>> 1;
            var highs = Long.compareUnsigned(starts[2 * middle], high);
            if (highs < 0 || (highs == 0 && Long.compareUnsigned(starts[2 * middle + 1], low) <= 0)) {
                first = middle;
            } else {
                last = middle - 1;
            }
        }
        return first;
    }

    public List<StoredShard> all() {
        return all;
    }

    /** By hash key. */
    public List<StoredShard> open() {
        return List.of(open);
    }

    public int openCount() {
        return open.length;
    }
}
