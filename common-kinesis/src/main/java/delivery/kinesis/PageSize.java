package delivery.kinesis;

import java.time.Duration;

/**
 * How much one call may carry: half as much after one that did not end in time, twice as much again after a full one
 * that left time to spare. Without it, what is too much for a slow line is tried again and again, for ever. Computes;
 * not thread-safe.
 */
public final class PageSize {
    /** A call that took less ends in time also when it carries twice as much. */
    static final Duration EASY = KinesisStream.ANSWER_TIME.dividedBy(4);

    private final int max;
    private int limit;

    /** @param max what a call may carry on a good line, records or bytes */
    public PageSize(int max) {
        this.max = max;
        limit = max;
    }

    public int limit() {
        return limit;
    }

    public boolean isReduced() {
        return limit < max;
    }

    /** @param carried what the call carried; the limit, if that is not known */
    public void timedOut(int carried) {
        limit = Math.max(1, Math.min(limit, carried) / 2);
    }

    /** What was far from full says nothing about what a full one takes. */
    public void succeeded(int carried, Duration took) {
        if (isReduced() && carried > limit / 2 && took.compareTo(EASY) < 0) {
            limit = (int) Math.min(max, 2L * limit);
        }
    }
}
