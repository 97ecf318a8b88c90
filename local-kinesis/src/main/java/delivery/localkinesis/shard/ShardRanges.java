package delivery.localkinesis.shard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All shards a stream ever had, and the way from a hash key to the open one. Immutable; replaced as a whole. */
public final class ShardRanges {
    private final List<Shard> all;
    private final Shard[] open;

    private ShardRanges(List<Shard> all) {
        this.all = List.copyOf(all);
        this.open = all.stream()
                .filter(Shard::isOpen)
                .sorted(Comparator.comparing(shard -> shard.low))
                .toArray(Shard[]::new);
    }

    /** So many equal ranges over the whole space. */
    public static ShardRanges even(int shards, long nowMillis, boolean limits) {
        var all = new ArrayList<Shard>();
        for (int i = 0; i < shards; i++) {
            var high = i == shards - 1
                    ? HashKey.MAX
                    : HashKey.startOfRange(i + 1, shards).previous();
            all.add(new Shard(i, HashKey.startOfRange(i, shards), high, nowMillis, limits));
        }
        return new ShardRanges(all);
    }

    public ShardRanges with(List<Shard> more) {
        var grown = new ArrayList<>(all);
        grown.addAll(more);
        return new ShardRanges(grown);
    }

    public Shard of(HashKey key) {
        var low = 0;
        var high = open.length - 1;
        while (low < high) {
            var middle = (low + high + 1) >>> 1;
            if (open[middle].low.compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return open[low];
    }

    public List<Shard> all() {
        return all;
    }

    /** By hash key. */
    public List<Shard> open() {
        return List.of(open);
    }

    public int openCount() {
        return open.length;
    }
}
