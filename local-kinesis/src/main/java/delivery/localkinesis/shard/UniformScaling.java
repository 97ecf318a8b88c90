package delivery.localkinesis.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * From as many shards as there are to as many as are wanted, by as many splits and merges as AWS takes: to have more, it
 * splits every shard in two; what is too many after that, or was before, is merged, pair by pair. That makes 6 shards in
 * all of 2 -> 4, 37 of 10 -> 13, 7 of 5 -> 3 and 17 of 10 -> 3, as moto's tests have seen of AWS. Which pairs those are,
 * and where a shard is split, is not known; here it is, as befits UNIFORM_SCALING, what leads to equal ranges.
 */
public final class UniformScaling {
    /** Equal ranges differ by one hash key where the space cannot be parted evenly. */
    private static final double JUST_AS_NARROW = 1 - 1e-9;

    private static final double NOTHING = 1e-30;

    private final Reshape change;
    private final NavigableSet<HashKey> wanted = new TreeSet<>();
    private List<Part> parts = new ArrayList<>();

    /** @param wanted whether one of the equal ranges begins where this shard does */
    private record Part(StoredShard shard, boolean wanted) {}

    private UniformScaling(Reshape change, List<StoredShard> open, int target) {
        this.change = change;
        for (int i = 0; i < target; i++) {
            wanted.add(HashKey.startOfRange(i, target));
        }
        open.forEach(shard -> parts.add(part(shard)));
    }

    /** @param open by hash key */
    public static void scale(Reshape change, List<StoredShard> open, int target) {
        var scaling = new UniformScaling(change, open, target);
        while (scaling.parts.size() < target) {
            scaling.splitAll();
        }
        while (scaling.parts.size() > target) {
            scaling.mergeOne();
        }
    }

    private void splitAll() {
        var halves = new ArrayList<Part>();
        for (var part : parts) {
            if (part.shard.low.equals(part.shard.high)) {
                halves.add(part);
            } else {
                change.split(part.shard, at(part.shard)).forEach(half -> halves.add(part(half)));
            }
        }
        parts = halves;
    }

    /** Where an equal range is to begin, the nearest to the middle; if there is none, the middle. */
    private HashKey at(StoredShard shard) {
        var middle = HashKey.middle(shard.low, shard.high);
        var below = wanted.floor(middle);
        var above = wanted.ceiling(middle);
        var isBelow = below.compareTo(shard.low) > 0 && shard.low.shareTo(below) > NOTHING;
        var isAbove = above != null && above.compareTo(shard.high) <= 0 && above.shareTo(shard.high) > NOTHING;
        if (isBelow && isAbove) {
            return below.shareTo(middle) <= middle.shareTo(above) ? below : above;
        }
        return isBelow ? below : isAbove ? above : middle;
    }

    /** The narrowest pair, the lowest of several; where equal ranges are to meet, only if there is no other. */
    private void mergeOne() {
        var best = 0;
        var bestShare = Double.MAX_VALUE;
        for (int i = 0; i + 1 < parts.size(); i++) {
            var upper = parts.get(i + 1);
            var share = parts.get(i).shard.low.shareTo(upper.shard.high) + (upper.wanted ? 1 : 0);
            if (share < bestShare * JUST_AS_NARROW) {
                best = i;
                bestShare = share;
            }
        }
        parts.set(best, part(change.merge(parts.get(best).shard, parts.remove(best + 1).shard)));
    }

    private Part part(StoredShard shard) {
        var above = wanted.ceiling(shard.low);
        return new Part(
                shard,
                wanted.floor(shard.low).shareTo(shard.low) < NOTHING
                        || (above != null && shard.low.shareTo(above) < NOTHING));
    }
}
