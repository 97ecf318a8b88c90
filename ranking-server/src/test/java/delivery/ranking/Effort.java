package delivery.ranking;

/**
 * How many of its cases a test tries: all of them, except where it is run once for every bug that is planted (see the
 * profile {@code mutation}): there a part has to do.
 */
final class Effort {
    private static final int DIVISOR = Integer.getInteger("delivery.test.divisor", 1);

    private Effort() {}

    static int cases(int all) {
        return Math.max(2, all / DIVISOR);
    }

    /** From one case to the next. */
    static int stride() {
        return DIVISOR;
    }
}
