package delivery.localkinesis.quota;

import java.time.Duration;

/**
 * What AWS allows, each figure once. Sources: [S] "Quotas and limits", docs.aws.amazon.com/streams/latest/dev/
 * service-sizes-and-limits.html; [P], [R], [G], [L], [C] the API reference of PutRecords, PutRecord, GetRecords,
 * ListShards and CreateStream; [U], [H], [T], [E], [M], [X] those of UpdateShardCount, Increase- and
 * DecreaseStreamRetentionPeriod, AddTagsToStream, StartStreamEncryption, UpdateMaxRecordSize and
 * EnableEnhancedMonitoring; [F], [O], [W] of SubscribeToShard, RegisterStreamConsumer and
 * UpdateStreamWarmThroughput. Calls a second: {@link ApiQuota}.
 */
public final class Limits {
    public static final int MIB = 1 << 20;

    /** Records a shard takes a second. [S] [P] */
    static final int WRITE_RECORDS_PER_SECOND = 1_000;
    /** Bytes a shard takes a second, partition keys included. [S] [P] */
    static final int WRITE_BYTES_PER_SECOND = MIB;
    /** GetRecords calls a second and shard, of all readers together. [S] [G] */
    static final int READ_CALLS_PER_SECOND = 5;
    /** Bytes a shard gives a second, to all readers together. [S] [G] */
    static final int READ_BYTES_PER_SECOND = 2 * MIB;
    /** "If a call returns this amount of data, subsequent calls made within the next 5 seconds throw". [G] */
    static final long FULL_PAGE_PAUSE_MILLIS = 5_000;

    /** Most records of a GetRecords page, and the default. [G] */
    public static final int PAGE_RECORDS = 10_000;
    /** Most bytes of a GetRecords page. [G] */
    public static final int PAGE_BYTES = 10 * MIB;
    /** "A shard iterator expires five minutes after it is returned". [G] */
    public static final long ITERATOR_MILLIS = 300_000;

    /** Most records of a PutRecords call. [P] */
    public static final int PUT_RECORDS = 500;
    /** Most bytes of a PutRecords call, partition keys included. [P] */
    public static final int PUT_BYTES = 10 * MIB;
    /** Most KiB of a record, its partition key included, unless the stream was told to take more. [R] [S] */
    public static final int RECORD_KIB = 1_024;
    /** What a stream can be told to take at most. [M] */
    public static final int RECORD_KIB_MAX = 10_240;
    /** Longest partition key in characters. [R] */
    public static final int PARTITION_KEY_LENGTH = 256;

    /** Default and greatest page of ListShards. [L] */
    public static final int LIST_SHARDS = 1_000;

    public static final int LIST_SHARDS_MAX = 10_000;
    /** "Tokens expire after 300 seconds". [L] */
    public static final long NEXT_TOKEN_MILLIS = 300_000;
    /** Default page of DescribeStream and ListStreams, and the greatest. [S] */
    public static final int DESCRIBE = 100;

    public static final int DESCRIBE_MAX = 10_000;

    /** Streams that may be CREATING at one time. [C] */
    public static final int STREAMS_CREATING = 5;
    /** Shards of an account in the large regions. [S] */
    public static final int SHARDS = 20_000;

    /** Consumers of a stream. [O] */
    public static final int STREAM_CONSUMERS = 20;
    /** Consumers of a stream that may be CREATING at one time. [O] */
    public static final int CONSUMERS_CREATING = 5;
    /** Default and greatest page of ListStreamConsumers. */
    public static final int LIST_CONSUMERS = 100;

    public static final int LIST_CONSUMERS_MAX = 10_000;

    /** "Events are pushed for up to 5 minutes". [F] */
    public static final Duration SUBSCRIPTION_LIFE = Duration.ofMinutes(5);
    /** "If you call SubscribeToShard again with the same ConsumerARN and ShardId within 5 seconds of a successful call". [F] */
    public static final long RESUBSCRIBE_MILLIS = 5_000;
    /** Bytes a second of a subscription. [S] */
    public static final int SUBSCRIPTION_BYTES_PER_SECOND = 2 * MIB;
    /** Most bytes of an event: what a slow client makes us hold. AWS names no figure. */
    public static final int EVENT_BYTES = MIB;
    /** An event comes at least that often, empty if need be. AWS names no figure. */
    public static final Duration EVENT_INTERVAL = Duration.ofSeconds(5);

    /** Streams that may be ON_DEMAND in one account. [S] */
    public static final int ON_DEMAND_STREAMS = 50;
    /** Most MiB a second that an on-demand stream can be kept warm for: "10 GiBps". [W] */
    public static final int WARM_MIB = 10_240;
    /** Shards of a new on-demand stream: "4 MB/s of write". [S] */
    public static final int ON_DEMAND_SHARDS = 4;

    /** Scale no more often in a rolling 24 hours. [U] */
    public static final int SCALINGS_PER_DAY = 10;
    /** Scale up to no more than this many times the open shards, and down to no less than the same part. [U] */
    public static final int SCALING_FACTOR = 2;
    /** Scale to no more shards. [U] */
    public static final int SCALED_SHARDS = 10_000;
    /** Switches between ON_DEMAND and PROVISIONED in a rolling 24 hours. [S] */
    public static final int MODE_UPDATES_PER_DAY = 2;
    /** Starts, and as many stops, of encryption in a rolling 24 hours. [E] */
    public static final int ENCRYPTION_CHANGES_PER_DAY = 25;
    /** Shortest and longest retention. [H] */
    public static final int RETENTION_HOURS_MIN = 24;

    public static final int RETENTION_HOURS_MAX = 8_760;
    /** Tags of a stream, and of a ListTagsForStream page. [T] */
    public static final int TAGS = 50;

    public static final int TAG_KEY_LENGTH = 128;
    public static final int TAG_VALUE_LENGTH = 256;
    /** Tags of an AddTagsToStream or TagResource, before it is known whether they are new. [T] */
    public static final int TAGS_GIVEN = 200;
    /** Most metrics named in an EnableEnhancedMonitoring; there are no more. [X] */
    public static final int SHARD_METRICS = 7;

    public static final long HOUR_MILLIS = 3_600_000;
    static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    private Limits() {}
}
