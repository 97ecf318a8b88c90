package delivery.ranking.replica;

import delivery.app.Agent;
import delivery.ranking.loop.Milestones;
import delivery.ranking.loop.Milestones.Milestone;
import delivery.ranking.snapshot.StateDigest;
import delivery.ranking.state.Snapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Works out what the chosen states of this server come to, and keeps the last of them. Its turns are one thread's. */
final class Digests implements Agent {
    static final int KEPT = 32;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Milestones milestones;
    private final Deque<Known> newestFirst = new ArrayDeque<>();
    private @Nullable Snapshot newest;
    private long count;

    /** @param number the how manieth it is that was worked out */
    record Known(long number, DigestJson.Entry entry) {}

    Digests(Milestones milestones) {
        this.milestones = milestones;
    }

    @Override
    public Duration doWork() {
        var milestone = milestones.take();
        if (milestone != null) {
            put(milestone);
        }
        return LOOK;
    }

    private void put(Milestone milestone) {
        var entry = DigestJson.Entry.of(milestone.positions(), StateDigest.of(milestone.snapshot()));
        synchronized (this) {
            newestFirst.removeIf(known -> known.entry.positions().equals(entry.positions()));
            newestFirst.addFirst(new Known(++count, entry));
            if (newestFirst.size() > KEPT) {
                newestFirst.removeLast();
            }
            newest = milestone.snapshot();
        }
    }

    synchronized List<DigestJson.Entry> entries() {
        return newestFirst.stream().map(Known::entry).toList();
    }

    synchronized @Nullable Snapshot newest() {
        return newest;
    }

    /** Of the positions that both know, the newest that we have; null if there are none. */
    synchronized @Nullable Pair common(List<DigestJson.Entry> theirs) {
        var byPositions =
                theirs.stream().collect(Collectors.toMap(DigestJson.Entry::positions, each -> each, (a, b) -> a));
        return newestFirst.stream()
                .filter(known -> byPositions.containsKey(known.entry.positions()))
                .findFirst()
                .map(known -> new Pair(known, byPositions.get(known.entry.positions())))
                .orElse(null);
    }

    /** Two states of the same positions. */
    record Pair(Known ours, DigestJson.Entry theirs) {}
}
