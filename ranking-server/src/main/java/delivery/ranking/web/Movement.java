package delivery.ranking.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** How far those in a ranking have moved within a minute. */
final class Movement<T> {
    static final long MINUTE_MILLIS = 60_000;

    /** Stands for a place that was not among the first ten. */
    static final int NEW = Integer.MAX_VALUE;

    private static final long BETWEEN_MILLIS = 5_000;

    private final Deque<Ranks<T>> past = new ArrayDeque<>();
    private long since;

    private record Ranks<T>(long atMillis, List<T> order) {}

    /**
     * For each of the ranking the places it has climbed: negative if it fell, {@link #NEW} if it was not there; 0 before
     * there has been a ranking for a minute.
     */
    List<Integer> of(List<T> order, long nowMillis) {
        if (order.isEmpty()) {
            return List.of();
        }
        if (past.isEmpty() || nowMillis - past.getLast().atMillis() >= BETWEEN_MILLIS) {
            past.addLast(new Ranks<>(nowMillis, List.copyOf(order)));
        }
        if (since == 0) {
            since = nowMillis;
        }
        while (past.size() > 1 && nowMillis - past.getFirst().atMillis() > MINUTE_MILLIS) {
            past.removeFirst();
        }
        var before = past.getFirst().order();
        var moves = new ArrayList<Integer>();
        for (var place = 0; place < order.size(); place++) {
            var then = before.indexOf(order.get(place));
            moves.add(nowMillis - since < MINUTE_MILLIS ? 0 : then < 0 ? NEW : then - place);
        }
        return moves;
    }
}
