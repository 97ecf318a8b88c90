package delivery.localkinesis.scenario;

import java.time.Duration;

/** What was put, accepted for the first time, and put but never accepted, by when; the n-th figure is of the n-th step. */
public record Timeline(Duration step, int[] put, int[] accepted, int[] lost) {
    static final Duration STEP = Duration.ofMillis(500);

    static Timeline until(Duration end) {
        var steps = (int) (end.toMillis() / STEP.toMillis()) + 1;
        return new Timeline(STEP, new int[steps], new int[steps], new int[steps]);
    }

    void count(int[] which, Duration at) {
        var index = (int) (at.toMillis() / STEP.toMillis());
        which[Math.min(index, which.length - 1)]++;
    }
}
