package delivery.kinesis.write;

/**
 * How a writer writes.
 *
 * @param streamName as the metrics call it
 * @param inboxCapacity records that wait for their first attempt, before callers block
 * @param shardLimits whether to keep each shard's own 1,000 records/s and 1 MiB/s, instead of running into them
 * @param aggregate whether what goes to the same shard in the same call is one record, of the KPL's format
 */
public record WriterOptions(
        String streamName, Routing routing, int inboxCapacity, boolean shardLimits, boolean aggregate) {
    public static final int DEFAULT_INBOX = 10_000;

    public WriterOptions {
        if (inboxCapacity < 1) {
            throw new IllegalArgumentException("an inbox takes 1 record at least, not " + inboxCapacity);
        }
    }

    public static WriterOptions of(String streamName, Routing routing) {
        return new WriterOptions(streamName, routing, DEFAULT_INBOX, true, false);
    }
}
