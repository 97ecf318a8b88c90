package delivery.localkinesis.scenario;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** In which order records were accepted, the first time each. */
final class AcceptedOrder {
    /** Two who tell are listened to by two threads: whose word came first is known if they lie so far apart. */
    private static final Duration APART = Duration.ofMillis(300);

    private final Map<String, List<Told>> byShard;
    private final Map<String, Set<String>> parents;

    /** @param byShard in the order of their sequence numbers */
    AcceptedOrder(Map<String, List<Told>> byShard, Map<String, Set<String>> parents) {
        this.byShard = byShard;
        this.parents = parents;
    }

    /** How many a teller accepted after one that came later in their shard. */
    long outOfOrder() {
        return byShard.values().stream().mapToLong(AcceptedOrder::outOfOrder).sum();
    }

    /** From the end of the shard. */
    private static long outOfOrder(List<Told> shard) {
        var earliest = new HashMap<String, Long>();
        long count = 0;
        for (int i = shard.size() - 1; i >= 0; i--) {
            var record = shard.get(i);
            if (record.times > 0) {
                var least = earliest.merge(record.teller, record.rank, Math::min);
                count += least < record.rank ? 1 : 0;
            }
        }
        return count;
    }

    /** How many were accepted before one of a shard that theirs descends from. */
    long beforeParents() {
        long count = 0;
        for (var shard : byShard.entrySet()) {
            var before = ancestors(shard.getKey());
            if (!before.isEmpty()) {
                count += beforeAnyOf(before, shard.getValue());
            }
        }
        return count;
    }

    private long beforeAnyOf(Set<String> ancestors, List<Told> shard) {
        var latest = Duration.ZERO;
        var latestOfTeller = new HashMap<String, Long>();
        for (var ancestor : ancestors) {
            for (var record : byShard.getOrDefault(ancestor, List.of())) {
                if (record.times > 0) {
                    latest = record.first.compareTo(latest) > 0 ? record.first : latest;
                    latestOfTeller.merge(record.teller, record.rank, Math::max);
                }
            }
        }
        long count = 0;
        for (var record : shard) {
            if (record.times > 0
                    && (latestOfTeller.getOrDefault(record.teller, -1L) > record.rank
                            || latest.minus(APART).compareTo(record.first) > 0)) {
                count++;
            }
        }
        return count;
    }

    private Set<String> ancestors(String shard) {
        var found = new HashSet<String>();
        var next = new ArrayDeque<>(parents.getOrDefault(shard, Set.of()));
        while (!next.isEmpty()) {
            var ancestor = next.remove();
            if (found.add(ancestor)) {
                next.addAll(parents.getOrDefault(ancestor, Set.of()));
            }
        }
        return found;
    }
}
