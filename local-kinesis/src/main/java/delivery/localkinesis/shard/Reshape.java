package delivery.localkinesis.shard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits and merges that a stream takes on as one. A parent is closed as soon as it is split or merged and its children
 * may be again, each a millisecond after the other: at any time the open shards cover the hash keys once.
 */
public final class Reshape {
    private final int firstIndex;
    private final long nowMillis;
    private final boolean limits;
    private final List<StoredShard> made = new ArrayList<>();
    private final Map<StoredShard, List<StoredShard>> children = new LinkedHashMap<>();

    public Reshape(int firstIndex, long nowMillis, boolean limits) {
        this.firstIndex = firstIndex;
        this.nowMillis = nowMillis;
        this.limits = limits;
    }

    /** The shard below the hash key and the one from there on. */
    public List<StoredShard> split(StoredShard shard, HashKey at) {
        shard.close(nowMillis);
        var lower = made(shard.child(nextIndex(), shard.low, at.previous(), null, limits));
        var upper = made(shard.child(nextIndex(), at, shard.high, null, limits));
        children.put(shard, List.of(lower, upper));
        return List.of(lower, upper);
    }

    /** @param upper begins where {@code lower} ends */
    public StoredShard merge(StoredShard lower, StoredShard upper) {
        var last = Math.max(nowMillis, Math.max(lower.createdMillis, upper.createdMillis));
        lower.close(last);
        upper.close(last);
        var child = made(lower.child(nextIndex(), lower.low, upper.high, upper, limits));
        children.put(lower, List.of(child));
        children.put(upper, List.of(child));
        return child;
    }

    public List<StoredShard> made() {
        return made;
    }

    /** Last of all: who learns of the children by reading a parent to its end must find them. */
    public void tellParents() {
        children.forEach(StoredShard::succeededBy);
        children.keySet().forEach(StoredShard::tellWatchers);
    }

    private int nextIndex() {
        return firstIndex + made.size();
    }

    private StoredShard made(StoredShard shard) {
        made.add(shard);
        return shard;
    }
}
