package delivery.ranking.state;

/**
 * How many of its cases a test tries: all of them, except where it is run once for every bug that is planted (see the
 * profile {@code mutation}): there a part has to do.
 */
public final class Effort {
    private static final int DIVISOR = Integer.getInteger("delivery.test.divisor", 1);

    private Effort() {}

    public static int cases(int all) {
        return Math.max(2, all / DIVISOR);
    }

    /** From one case to the next. */
    public static int stride() {
        return DIVISOR;
    }
}
