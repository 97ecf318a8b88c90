package delivery.localkinesis.quota;

/** Decides what one shard may still take and give. Time is an argument; not thread-safe, its shard's lock guards it. */
public final class ShardQuota {
    private final boolean enforced;
    private final SecondBucket writeRecords = new SecondBucket(Limits.WRITE_RECORDS_PER_SECOND);
    private final SecondBucket writeBytes = new SecondBucket(Limits.WRITE_BYTES_PER_SECOND);
    private final SecondBucket readCalls = new SecondBucket(Limits.READ_CALLS_PER_SECOND);
    private final SecondBucket readBytes = new SecondBucket(Limits.READ_BYTES_PER_SECOND);
    private long readPauseUntil;

    public ShardQuota(boolean enforced) {
        this.enforced = enforced;
    }

    /** Takes quota for one record; false, and nothing taken, if there is not enough. */
    public boolean tryWrite(long nowMillis, int bytes) {
        if (!enforced) {
            return true;
        }
        // A record larger than a second's bytes is taken with all of them, and those that follow pay for it.
        var needed = Math.min(bytes, Limits.WRITE_BYTES_PER_SECOND);
        if (writeRecords.left(nowMillis) < 1 || writeBytes.left(nowMillis) < needed) {
            return false;
        }
        writeRecords.take(1);
        writeBytes.take(bytes);
        return true;
    }

    /** Takes quota for one read call; how much it will bring is known only {@link #pageRead afterwards}. */
    public boolean tryRead(long nowMillis) {
        if (!enforced) {
            return true;
        }
        if (nowMillis < readPauseUntil || readCalls.left(nowMillis) < 1 || readBytes.left(nowMillis) < 1) {
            return false;
        }
        readCalls.take(1);
        return true;
    }

    /** @param full whether it was the page's greatest size that ended it */
    public void pageRead(long nowMillis, long bytes, boolean full) {
        readBytes.take(bytes);
        if (full) {
            readPauseUntil = nowMillis + Limits.FULL_PAGE_PAUSE_MILLIS;
        }
    }
}
