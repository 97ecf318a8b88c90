package delivery.localkinesis;

import java.time.Duration;

/**
 * What AWS allows, each figure once. Sources: [S] "Quotas and limits", docs.aws.amazon.com/streams/latest/dev/
 * service-sizes-and-limits.html; [P], [R], [G], [L], [C] the API reference of PutRecords, PutRecord, GetRecords,
 * ListShards and CreateStream; [F], [O] of SubscribeToShard and RegisterStreamConsumer.
 */
final class Limits {
    static final int MIB = 1 << 20;

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
    static final int PAGE_RECORDS = 10_000;
    /** Most bytes of a GetRecords page. [G] */
    static final int PAGE_BYTES = 10 * MIB;
    /** "A shard iterator expires five minutes after it is returned". [G] */
    static final long ITERATOR_MILLIS = 300_000;

    /** Most records of a PutRecords call. [P] */
    static final int PUT_RECORDS = 500;
    /** Most bytes of a PutRecords call, partition keys included. [P] */
    static final int PUT_BYTES = 10 * MIB;
    /** Most bytes of a record, its partition key included, unless the stream was told to take more. [R] [S] */
    static final int RECORD_BYTES = MIB;
    /** Longest partition key in characters. [R] */
    static final int PARTITION_KEY_LENGTH = 256;

    /** Default and greatest page of ListShards. [L] */
    static final int LIST_SHARDS = 1_000;

    static final int LIST_SHARDS_MAX = 10_000;
    /** "Tokens expire after 300 seconds". [L] */
    static final long NEXT_TOKEN_MILLIS = 300_000;
    /** Default page of DescribeStream and ListStreams, and the greatest. [S] */
    static final int DESCRIBE = 100;

    static final int DESCRIBE_MAX = 10_000;

    /** Streams that may be CREATING at one time. [C] */
    static final int STREAMS_CREATING = 5;
    /** Shards of an account in the large regions. [S] */
    static final int SHARDS = 20_000;

    /** Consumers of a stream. [O] */
    static final int STREAM_CONSUMERS = 20;
    /** Consumers of a stream that may be CREATING at one time. [O] */
    static final int CONSUMERS_CREATING = 5;
    /** Default and greatest page of ListStreamConsumers. */
    static final int LIST_CONSUMERS = 100;

    static final int LIST_CONSUMERS_MAX = 10_000;

    /** "Events are pushed for up to 5 minutes". [F] */
    static final Duration SUBSCRIPTION_LIFE = Duration.ofMinutes(5);
    /** "If you call SubscribeToShard again with the same ConsumerARN and ShardId within 5 seconds of a successful call". [F] */
    static final long RESUBSCRIBE_MILLIS = 5_000;
    /** Bytes a second of a subscription. [S] */
    static final int SUBSCRIPTION_BYTES_PER_SECOND = 2 * MIB;
    /** Most bytes of an event: what a slow client makes us hold. AWS names no figure. */
    static final int EVENT_BYTES = MIB;
    /** An event comes at least that often, empty if need be. AWS names no figure. */
    static final Duration EVENT_INTERVAL = Duration.ofSeconds(5);

    private Limits() {}
}
