package delivery.localkinesis.api;

/**
 * What one shard has done since it was made.
 *
 * @param records stored
 * @param bytes stored, partition keys included
 * @param throttledPuts records refused for want of write quota
 * @param readCalls GetRecords answered
 * @param throttledReads GetRecords refused for want of read quota
 * @param bytesRead given by GetRecords, partition keys included
 * @param droppedEarly records forgotten before their retention was over, for want of memory
 * @param writeRecordsUsed share of the quota used within the last second, 0 to 1; and so the three that follow
 */
public record ShardStats(
        String stream,
        String shardId,
        long records,
        long bytes,
        long throttledPuts,
        long readCalls,
        long throttledReads,
        long bytesRead,
        long droppedEarly,
        double writeRecordsUsed,
        double writeBytesUsed,
        double readCallsUsed,
        double readBytesUsed) {}
