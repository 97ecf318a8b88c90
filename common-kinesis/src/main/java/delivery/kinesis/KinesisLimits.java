package delivery.kinesis;

import delivery.app.AppException;

/**
 * What Kinesis allows, each figure once. [Q]: docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html; [P],
 * [G], [U]: docs.aws.amazon.com/kinesis/latest/APIReference/ API_PutRecords.html, API_GetRecords.html and
 * API_UpdateShardCount.html; [L]: docs.aws.amazon.com/streams/latest/dev/large-records.html. That local-kinesis enforces
 * the same is what KinesisLimitsTest says.
 */
public final class KinesisLimits {
    private static final int MIB = 1 << 20;

    /** Records that a shard takes in a second. [Q] */
    public static final int WRITE_RECORDS_PER_SECOND = 1_000;
    /** Bytes that a shard takes in a second, partition keys included. [Q] */
    public static final int WRITE_BYTES_PER_SECOND = MIB;
    /** GetRecords calls that a shard answers in a second, to all readers together. [Q] */
    public static final int READ_CALLS_PER_SECOND = 5;
    /** Bytes that a shard gives in a second, to all readers together. [Q] */
    public static final int READ_BYTES_PER_SECOND = 2 * MIB;

    /** Records of one PutRecords call. [P] */
    public static final int PUT_RECORDS = 500;
    /** Bytes of one PutRecords call, partition keys included. It takes 10 MiB by now [P]; half is safe everywhere. */
    public static final int PUT_BYTES = 5 * MIB;
    /** Records of one GetRecords page. [G] */
    public static final int PAGE_RECORDS = 10_000;
    /** Bytes of one GetRecords page. [G] */
    public static final int PAGE_BYTES = 10 * MIB;

    /** Bytes of the largest record, partition key included, that a stream can be told to take. [L] */
    public static final int RECORD_BYTES_MAX = 10 * MIB;
    /** Characters of a partition key. [P] */
    public static final int PARTITION_KEY_LENGTH = 256;

    /** UpdateShardCount goes to so many times the open shards at most, and to that part of them at least. [U] */
    public static final int SCALING_FACTOR = 2;
    /** UpdateShardCount calls for one stream in 24 hours. [U] */
    public static final int SCALINGS_PER_DAY = 10;
    /** Shards that UpdateShardCount goes to at most. [U] */
    public static final int SCALED_SHARDS = 10_000;

    private KinesisLimits() {}

    /** @throws AppException unless a reader can ask a shard so often, in calls a second */
    public static void checkReadsPerSecond(String flag, double calls) {
        if (!(calls > 0 && calls <= READ_CALLS_PER_SECOND)) {
            throw AppException.usage(
                    flag + " " + calls + " is not above 0 and up to " + READ_CALLS_PER_SECOND + ", the quota");
        }
    }
}
