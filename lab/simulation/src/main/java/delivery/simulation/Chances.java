package delivery.simulation;

import java.util.random.RandomGenerator;

/** Draws how bad the weather is: each kind of fault is absent, rare or frequent. */
final class Chances {
    private Chances() {}

    static void set(Weather weather, RandomGenerator random) {
        expect(weather, random, Fault.PUT_THROTTLED, 0.3);
        expect(weather, random, Fault.PUT_FAILED, 0.3);
        expect(weather, random, Fault.PUT_ANSWER_LOST, 0.3);
        expect(weather, random, Fault.PUT_ENTRIES_FAILED, 0.5);
        expect(weather, random, Fault.READ_THROTTLED, 0.5);
        expect(weather, random, Fault.READ_FAILED, 0.3);
        expect(weather, random, Fault.READ_EMPTY, 0.5);
        expect(weather, random, Fault.ITERATOR_EXPIRED, 0.3);
        expect(weather, random, Fault.CALL_FAILED, 0.3);
        expect(weather, random, Fault.SHARD_LIST_STALE, 0.8);
        expect(weather, random, Fault.CRASH_IN_CALL, 0.004);
        expect(weather, random, Fault.CRASH_IN_SNAPSHOT, 0.03);
        expect(weather, random, Fault.SNAPSHOT_DAMAGED, 0.3);
        expect(weather, random, Fault.REWIND, 0.1);
        expect(weather, random, Fault.CONNECTION_REFUSED, 0.3);
        expect(weather, random, Fault.CONNECTION_LOST_BEFORE, 0.1);
        expect(weather, random, Fault.CONNECTION_LOST_AFTER, 0.1);
    }

    private static void expect(Weather weather, RandomGenerator random, Fault fault, double frequent) {
        weather.expect(
                fault,
                switch (random.nextInt(3)) {
                    case 0 -> 0;
                    case 1 -> frequent / 10;
                    default -> frequent;
                });
    }
}
