package delivery.simulation;

import java.util.random.RandomGenerator;

/** How likely what goes wrong is, by seed; and how often it did. */
final class Weather {
    private final RandomGenerator random;
    private final double[] likely = new double[Fault.values().length];
    private final long[] struck = new long[Fault.values().length];
    private boolean calm;
    private boolean streamAway;

    Weather(RandomGenerator random) {
        this.random = random;
    }

    /** @param probability of each chance it gets */
    void expect(Fault fault, double probability) {
        likely[fault.ordinal()] = probability;
    }

    boolean strikes(Fault fault) {
        var probability = likely[fault.ordinal()];
        if (calm || probability == 0 || random.nextDouble() >= probability) {
            return false;
        }
        count(fault);
        return true;
    }

    void count(Fault fault) {
        struck[fault.ordinal()]++;
    }

    /** By the faults' ordinals. */
    long[] counts() {
        return struck.clone();
    }

    void setStreamAway(boolean away) {
        streamAway = away;
    }

    boolean isStreamAway() {
        return streamAway;
    }

    /** From now on nothing goes wrong by itself any more. */
    void calmDown() {
        calm = true;
        streamAway = false;
    }

    boolean isCalm() {
        return calm;
    }
}
