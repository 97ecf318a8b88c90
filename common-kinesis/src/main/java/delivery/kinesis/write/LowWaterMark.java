package delivery.kinesis.write;

import java.util.HashSet;
import java.util.Set;

/** The largest n such that all of 1..n are acknowledged, though acknowledgements come in any order. Not thread-safe. */
final class LowWaterMark {
    private final Set<Long> ahead = new HashSet<>();
    private long mark;

    void acknowledge(long number) {
        if (number <= mark) {
            return;
        }
        if (number == mark + 1) {
            mark = number;
        } else {
            ahead.add(number);
        }
        while (!ahead.isEmpty() && ahead.remove(mark + 1)) {
            mark++;
        }
    }

    long mark() {
        return mark;
    }
}
