package delivery.ranking.web;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter has risen within the last five seconds. Asked a few times a second, it remembers a handful. */
final class Rate {
    static final long SPAN_MILLIS = 5_000;
    private static final long BETWEEN_MILLIS = 500;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atMillis, long value) {}

    /** A counter that fell begins anew. */
    double perSecond(long value, long nowMillis) {
        if (!samples.isEmpty() && value < samples.getLast().value()) {
            samples.clear();
        }
        if (samples.isEmpty() || nowMillis - samples.getLast().atMillis() >= BETWEEN_MILLIS) {
            samples.addLast(new Sample(nowMillis, value));
        }
        while (samples.size() > 2 && nowMillis - samples.getFirst().atMillis() > SPAN_MILLIS) {
            samples.removeFirst();
        }
        var first = samples.getFirst();
        var last = samples.getLast();
        var millis = last.atMillis() - first.atMillis();
        return millis <= 0 ? 0 : (last.value() - first.value()) * 1_000.0 / millis;
    }
}
