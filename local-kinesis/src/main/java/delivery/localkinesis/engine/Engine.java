package delivery.localkinesis.engine;

import delivery.localkinesis.api.AccountLimits;
import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.ConsumerPage;
import delivery.localkinesis.api.DescribedStream;
import delivery.localkinesis.api.EngineTotals;
import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.ShardPage;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamPage;
import delivery.localkinesis.api.StreamSummary;
import delivery.localkinesis.quota.CallCount;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.PackedRecords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Kinesis in memory: its operations, its refusals ({@link KinesisError}) and its per-shard quotas. Time enters by its
 * clocks only; there is no thread. Thread-safe: puts and reads lock the shard they touch, nothing else. Wherever a
 * stream is asked for, its name or its ARN will do.
 */
public final class Engine {
    private final Account account;
    private final Gate gate;
    private final Resharding resharding;
    private final Tuning tuning;
    private final Resources resources;
    private final StreamLife life;
    private final Listings listings;
    private final DataPath data;
    private final Consumers consumers;

    /** On one clock; of one that is not the system's, what it goes forward has elapsed. */
    public Engine(InstantSource clock, RandomGenerator random, EngineOptions options) {
        this(EngineClock.of(clock), random, options);
    }

    /**
     * @param timeOfDay what records are stamped with; it may be set, also back
     * @param elapsed what quotas, ages and states go by; it never goes back
     */
    public Engine(InstantSource timeOfDay, Supplier<Duration> elapsed, RandomGenerator random, EngineOptions options) {
        this(new EngineClock(timeOfDay, elapsed), random, options);
    }

    public Engine(EngineClock clock, RandomGenerator random, EngineOptions options) {
        account = new Account(clock, random, options);
        gate = new Gate(account);
        life = new StreamLife(account);
        resharding = new Resharding(account);
        tuning = new Tuning(account);
        listings = new Listings(account);
        data = new DataPath(account);
        consumers = new Consumers(account);
        resources = new Resources(account, consumers);
    }

    /** The time of day by its clock, which also stamps what arrives. */
    public Instant now() {
        return account.clock.instantAt(account.clock.millis());
    }

    /** The stream is CREATING for the transition time and takes no records until it is ACTIVE. */
    public void createStream(String name, int shards) {
        createStream(NewStream.provisioned(name, shards));
    }

    public void createStream(NewStream stream) {
        life.createStream(stream);
    }

    /** The stream is ACTIVE at once. */
    public void createActiveStream(String name, int shards) {
        life.createActiveStream(NewStream.provisioned(name, shards));
    }

    /** Refused while the stream has consumers. */
    public void deleteStream(String stream) {
        deleteStream(stream, false);
    }

    /** @param withConsumers whether it may have some, who lose it: EnforceConsumerDeletion */
    public void deleteStream(String stream, boolean withConsumers) {
        life.deleteStream(stream, withConsumers);
    }

    public StreamSummary describeStreamSummary(String stream) {
        return listings.describeStreamSummary(stream);
    }

    /** @param exclusiveStartShardId null to begin with the first shard */
    public DescribedStream describeStream(String stream, @Nullable String exclusiveStartShardId, int limit) {
        return listings.describeStream(stream, exclusiveStartShardId, limit);
    }

    /** @param exclusiveStartName null to begin with the first stream */
    public StreamPage listStreams(@Nullable String exclusiveStartName, int limit) {
        return listings.listStreams(exclusiveStartName, limit);
    }

    /** @param nextToken of the page before */
    public StreamPage listMoreStreams(String nextToken, int limit) {
        return listings.listMoreStreams(nextToken, limit);
    }

    /** @param startShardId is not listed; null to begin with the first shard */
    public ShardPage listShards(String stream, ShardFilter filter, @Nullable String startShardId, int maxResults) {
        return listShards(stream, filter, startShardId, maxResults, Listings.PRESENT, null);
    }

    /** The list as it was at that time, in milliseconds of {@link #clock()}; {@code created} as for consumers. */
    public ShardPage listShards(
            String stream, ShardFilter filter, @Nullable String after, int most, long asOf, @Nullable Instant created) {
        return listings.listShards(stream, filter, after, most, asOf, created);
    }

    /** The page after the one that gave this token, as it was at that time. */
    public ShardPage listShards(String nextToken, int maxResults, long asOf) {
        return listings.listShards(nextToken, maxResults, asOf);
    }

    public ShardPage listShards(String nextToken, int maxResults) {
        return listShards(nextToken, maxResults, Listings.PRESENT);
    }

    public PutRecordResult putRecord(String stream, NewRecord entry) {
        return putRecord(stream, entry, null);
    }

    /** @param numberForOrdering must be of a sequence number's form and not of the future; null: none */
    public PutRecordResult putRecord(String stream, NewRecord entry, @Nullable String numberForOrdering) {
        return data.putRecord(stream, entry, numberForOrdering);
    }

    /** Stores what the shards' quotas allow; what they do not is named in its entry of the answer. */
    public PutRecordsResult putRecords(String stream, List<NewRecord> entries) {
        return putRecords(stream, entries, null, "").asResult();
    }

    /**
     * As {@link #putRecords(String, List)}.
     *
     * @param refused whether the shard of the n-th record is to act as if it had no quota left; null: none is
     * @param why that a record refused so is answered with
     */
    public BatchOutcome putRecords(String stream, List<NewRecord> entries, @Nullable IntPredicate refused, String why) {
        return data.putRecords(stream, entries, refused, why);
    }

    /** As the one before, of records whose members are as they should be, and no more than a call may have. */
    public BatchOutcome putRecords(String stream, PackedRecords batch, @Nullable IntPredicate refused, String why) {
        return data.putRecords(stream, batch, refused, why);
    }

    /**
     * @param sequenceNumber for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER, else null
     * @param at for AT_TIMESTAMP, else null
     */
    public String getShardIterator(
            String stream, String shardId, IteratorType type, @Nullable String sequenceNumber, @Nullable Instant at) {
        return data.getShardIterator(stream, shardId, type, sequenceNumber, at);
    }

    /** At most {@code limit} records; {@link GetRecordsResult} says where to go on. */
    public GetRecordsResult getRecords(String iterator, int limit) {
        return readPage(iterator, limit).copied();
    }

    /** As {@link #getRecords(String, int)} with the greatest limit, which is Kinesis's default. */
    public GetRecordsResult getRecords(String iterator) {
        return getRecords(iterator, Limits.PAGE_RECORDS);
    }

    /** As {@link #getRecords(String, int)}, without a copy of the records. */
    public LogPage readPage(String iterator, int limit) {
        return data.readPage(iterator, limit);
    }

    /** The shard's range is parted: its keys below the new one, and the new one and above. */
    public void splitShard(String stream, String shardToSplit, String newStartingHashKey) {
        resharding.splitShard(stream, shardToSplit, newStartingHashKey);
    }

    public void mergeShards(String stream, String shardToMerge, String adjacentShardToMerge) {
        resharding.mergeShards(stream, shardToMerge, adjacentShardToMerge);
    }

    /** The consumer is CREATING for the transition time. */
    public ConsumerDescription registerStreamConsumer(String streamArn, String name) {
        return consumers.register(streamArn, name);
    }

    /** @param consumerArn or null, and then the stream's and the name */
    public ConsumerDescription describeStreamConsumer(
            @Nullable String consumerArn, @Nullable String streamArn, @Nullable String name) {
        return consumers.describe(consumerArn, streamArn, name);
    }

    /** @param arn the consumer's; or null, and then the stream's and the name */
    public void deregisterStreamConsumer(@Nullable String arn, @Nullable String streamArn, @Nullable String name) {
        consumers.deregister(arn, streamArn, name);
    }

    /** @param streamCreated tells streams apart that had this name, to the second */
    public ConsumerPage listStreamConsumers(
            String streamArn, @Nullable String nextToken, int maxResults, @Nullable Instant streamCreated) {
        return consumers.list(streamArn, nextToken, maxResults, streamCreated);
    }

    /** From then on, until it is closed or the consumer subscribes to that shard again. */
    public ShardFeed subscribe(
            String consumer, String shardId, IteratorType type, @Nullable String sequenceNumber, @Nullable Instant at) {
        return consumers.subscribe(consumer, shardId, type, sequenceNumber, at);
    }

    /** The name of the stream an iterator is for. */
    public String streamOf(String iterator) {
        return ShardIterator.decode(iterator).stream();
    }

    /** Splits and merges until the open shards are so many equal ranges of the hash keys. */
    public Resharding.Scaling updateShardCount(String stream, int targetShardCount) {
        return resharding.updateShardCount(stream, targetShardCount);
    }

    public void updateStreamMode(String stream, StreamMode mode) {
        resharding.updateStreamMode(stream, mode);
    }

    public AccountLimits describeLimits() {
        return listings.describeLimits();
    }

    /** What a stream keeps and takes, and what is said of its encryption and monitoring. */
    public Tuning tuning() {
        return tuning;
    }

    public OnDemand onDemand() {
        return account.onDemand;
    }

    /** Tags and policies of streams and consumers. */
    public Resources resources() {
        return resources;
    }

    /** What quotas, ages and states go by. */
    public EngineClock clock() {
        return account.clock;
    }

    /**
     * Counts a call against what AWS lets: only who comes by the wire is counted.
     *
     * @param consumerArn whose stream is asked for; null: {@code stream} is
     * @throws KinesisError if it is one too many
     */
    public void admit(
            String operation, @Nullable String consumerArn, @Nullable String stream, @Nullable String shardId) {
        gate.admit(operation, consumerArn == null ? stream : Consumers.streamArn(consumerArn), shardId);
    }

    /** How often each operation was called by the wire, puts in their usual form apart. */
    public Map<String, CallCount> calls() {
        return gate.counts();
    }

    /** The counts of every shard there is, closed ones included. */
    public List<ShardStats> shardStats() {
        return account.shardStats();
    }

    public EngineTotals totals() {
        return account.totals();
    }

    /** Memory that records take now, over all streams. */
    public long retainedBytes() {
        return account.budget.used();
    }
}
