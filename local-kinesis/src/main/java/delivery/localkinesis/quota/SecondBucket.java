package delivery.localkinesis.quota;

/**
 * A bucket that is filled up once a second, counted from its first use after a pause: no more than a second's allowance
 * is given in that second, and no allowance is saved up. Under steady use the seconds join without a gap, so that the
 * allowance is given in full. Takers may overdraw it; then it is filled less until the debt is paid.
 * Not thread-safe.
 */
public final class SecondBucket {
    private static final long SECOND = 1_000;

    private final long perSecond;
    private long left;
    private long filledAt;

    public SecondBucket(long perSecond) {
        this.perSecond = perSecond;
    }

    /** What may be taken now; zero or less: nothing. */
    public long left(long nowMillis) {
        var elapsed = nowMillis - filledAt;
        if (elapsed >= SECOND) {
            left = Math.min(perSecond, left + elapsed / SECOND * perSecond);
            filledAt = elapsed < 2 * SECOND ? filledAt + SECOND : nowMillis;
        }
        return left;
    }

    public void take(long amount) {
        left -= amount;
    }
}
