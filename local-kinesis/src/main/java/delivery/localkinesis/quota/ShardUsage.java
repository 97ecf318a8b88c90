package delivery.localkinesis.quota;

/** What a shard's quotas were used for within the last second; as a share, 1 is all of it. Its shard's lock guards it. */
public final class ShardUsage {
    private final UsageMeter writeRecords = new UsageMeter();
    private final UsageMeter writeBytes = new UsageMeter();
    private final UsageMeter readCalls = new UsageMeter();
    private final UsageMeter readBytes = new UsageMeter();

    /** Each between 0 and 1, also where no limits are enforced and more was used. */
    public record Shares(double writeRecords, double writeBytes, double readCalls, double readBytes) {}

    public void wrote(long nowMillis, int records, long bytes) {
        writeRecords.add(nowMillis, records);
        writeBytes.add(nowMillis, bytes);
    }

    public void read(long nowMillis, long bytes) {
        readCalls.add(nowMillis, 1);
        readBytes.add(nowMillis, bytes);
    }

    public Shares shares(long nowMillis) {
        return new Shares(
                share(writeRecords, Limits.WRITE_RECORDS_PER_SECOND, nowMillis),
                share(writeBytes, Limits.WRITE_BYTES_PER_SECOND, nowMillis),
                share(readCalls, Limits.READ_CALLS_PER_SECOND, nowMillis),
                share(readBytes, Limits.READ_BYTES_PER_SECOND, nowMillis));
    }

    private static double share(UsageMeter meter, long perSecond, long nowMillis) {
        return Math.min(1, (double) meter.lastSecond(nowMillis) / perSecond);
    }
}
