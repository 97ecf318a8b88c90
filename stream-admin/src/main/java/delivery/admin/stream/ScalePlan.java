package delivery.admin.stream;

import delivery.kinesis.KinesisLimits;
import delivery.kinesis.Shard;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The legal steps from the open shards that there are to so many equal ones. Rules without a clock or a stream. */
final class ScalePlan {
    private ScalePlan() {}

    /** By UpdateShardCount for as long as a day's calls last, the rest by splits and merges. */
    static List<ScaleStep> of(List<Shard> open, int target) {
        var steps = new ArrayList<ScaleStep>();
        var count = open.size();
        while (count != target && steps.size() < KinesisLimits.SCALINGS_PER_DAY) {
            count = Math.min(
                    Math.max(target, (count + KinesisLimits.SCALING_FACTOR - 1) / KinesisLimits.SCALING_FACTOR),
                    KinesisLimits.SCALING_FACTOR * count);
            steps.add(new ScaleStep.Update(count));
        }
        if (count != target) {
            steps.addAll(fromStarts(starts(count), target));
        }
        return steps;
    }

    /** By splits and merges alone. */
    static List<ScaleStep> byHand(List<Shard> open, int target) {
        return fromStarts(
                open.stream()
                        .map(Shard::startingHashKey)
                        .sorted(Comparator.naturalOrder())
                        .toList(),
                target);
    }

    /** From left to right: each range's end is made a shard's, then what lies within the range becomes one. */
    private static List<ScaleStep> fromStarts(List<BigInteger> starts, int target) {
        var steps = new ArrayList<ScaleStep>();
        var there = new ArrayDeque<>(starts);
        for (var range = 1; range <= target; range++) {
            there.remove();
            var end = range == target ? null : HashKeys.startOfRange(range, target);
            var inside = new ArrayList<BigInteger>();
            while (!there.isEmpty() && (end == null || there.peek().compareTo(end) < 0)) {
                inside.add(there.remove());
            }
            if (end != null && !end.equals(there.peek())) {
                steps.add(new ScaleStep.Split(end));
                there.addFirst(end);
            }
            inside.forEach(at -> steps.add(new ScaleStep.Merge(at)));
        }
        return steps;
    }

    private static List<BigInteger> starts(int shards) {
        var starts = new ArrayList<BigInteger>();
        for (var i = 0; i < shards; i++) {
            starts.add(HashKeys.startOfRange(i, shards));
        }
        return starts;
    }
}
