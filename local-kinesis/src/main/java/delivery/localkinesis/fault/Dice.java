package delivery.localkinesis.fault;

/** Random numbers without a state (SplitMix64's mixing): the same number in, the same number out. */
final class Dice {
    private static final double UNIT = 0x1.0p-53;

    private Dice() {}

    static long mix(long number) {
        var z = number * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** In [0, 1). */
    static double share(long mixed) {
        return (mixed >>> 11) * UNIT;
    }
}
