package delivery.simulation.world;

import java.util.random.RandomGenerator;

/** What goes wrong: each kind of fault is absent, rare or frequent, as the seed wants it; and how often it did. */
public final class Weather {
    private final RandomGenerator random;
    private final double[] likely = new double[Mishap.values().length];
    private final long[] struck = new long[Mishap.values().length];
    private boolean calm;
    private boolean streamAway;

    /** @param seed draws how bad it is */
    Weather(RandomGenerator random, RandomGenerator seed) {
        this.random = random;
        expect(Mishap.PUT_THROTTLED, 0.3, seed);
        expect(Mishap.PUT_FAILED, 0.3, seed);
        expect(Mishap.PUT_ANSWER_LOST, 0.3, seed);
        expect(Mishap.PUT_ENTRIES_FAILED, 0.5, seed);
        expect(Mishap.READ_THROTTLED, 0.5, seed);
        expect(Mishap.READ_FAILED, 0.3, seed);
        expect(Mishap.READ_EMPTY, 0.5, seed);
        expect(Mishap.ITERATOR_EXPIRED, 0.3, seed);
        expect(Mishap.CALL_FAILED, 0.3, seed);
        expect(Mishap.SHARD_LIST_STALE, 0.8, seed);
        expect(Mishap.CRASH_IN_CALL, 0.004, seed);
        expect(Mishap.CRASH_IN_SNAPSHOT, 0.03, seed);
        expect(Mishap.SNAPSHOT_DAMAGED, 0.3, seed);
        expect(Mishap.REWIND, 0.1, seed);
        expect(Mishap.CONNECTION_REFUSED, 0.3, seed);
        expect(Mishap.CONNECTION_LOST_BEFORE, 0.1, seed);
        expect(Mishap.CONNECTION_LOST_AFTER, 0.1, seed);
    }

    /** @param frequent the probability at each chance that it gets, if it is not rare or absent */
    private void expect(Mishap fault, double frequent, RandomGenerator seed) {
        likely[fault.ordinal()] = switch (seed.nextInt(3)) {
            case 0 -> 0;
            case 1 -> frequent / 10;
            default -> frequent;
        };
    }

    public boolean strikes(Mishap fault) {
        var probability = likely[fault.ordinal()];
        if (calm || probability == 0 || random.nextDouble() >= probability) {
            return false;
        }
        count(fault);
        return true;
    }

    public void count(Mishap fault) {
        struck[fault.ordinal()]++;
    }

    /** By the faults' ordinals. */
    public long[] counts() {
        return struck.clone();
    }

    public void setStreamAway(boolean away) {
        streamAway = away;
    }

    public boolean isStreamAway() {
        return streamAway;
    }

    /** From now on nothing goes wrong by itself any more. */
    public void calmDown() {
        calm = true;
        streamAway = false;
    }

    public boolean isCalm() {
        return calm;
    }
}
