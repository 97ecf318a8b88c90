package delivery.localkinesis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Kinesis in memory: its operations, its refusals ({@link KinesisError}) and its per-shard quotas. Time enters by the
 * clock only; there is no thread. Thread-safe: puts and reads lock the shard they touch, nothing else. Wherever a
 * stream is asked for, its name or its ARN will do.
 */
public final class Engine {
    static final String ACCOUNT = "000000000000";

    private final InstantSource clock;
    private final RandomGenerator random;
    private final EngineOptions options;
    private final RetainBudget budget;
    private final Map<String, DataStream> streams = new ConcurrentHashMap<>();
    private final Map<Long, DataStream> streamsByUid = new ConcurrentHashMap<>();
    private EngineTotals deleted = EngineTotals.NONE; // guarded by this

    public Engine(InstantSource clock, RandomGenerator random, EngineOptions options) {
        this.clock = clock;
        this.random = random;
        this.options = options;
        this.budget = new RetainBudget(options.retainBytes());
    }

    /** The stream is CREATING for the transition time and takes no records until it is ACTIVE. */
    public void createStream(String name, int shards) {
        var now = clock.millis();
        create(name, shards, now, now + options.transition().toMillis());
    }

    /** The stream is ACTIVE at once. */
    public void createActiveStream(String name, int shards) {
        create(name, shards, clock.millis(), Long.MIN_VALUE);
    }

    public synchronized void deleteStream(String stream) {
        var now = clock.millis();
        var found = find(stream, now);
        if (found.status(now) == StreamStatus.DELETING) {
            throw notFound(found.name);
        }
        found.delete(now + options.transition().toMillis());
    }

    public StreamSummary describeStreamSummary(String stream) {
        var now = clock.millis();
        return summary(find(stream, now), now);
    }

    /** @param exclusiveStartShardId null to begin with the first shard */
    public StreamDescription describeStream(String stream, String exclusiveStartShardId, int limit) {
        RequestRules.between(limit, 1, Limits.DESCRIBE_MAX, "limit");
        var now = clock.millis();
        var found = find(stream, now);
        var after = exclusiveStartShardId == null ? ShardIds.NONE : shard(found, exclusiveStartShardId, now).index;
        var shards = found.status(now) == StreamStatus.CREATING
                ? List.<Shard>of()
                : visible(found, ShardFilter.ALL, after, now);
        var page = shards.subList(0, Math.min(limit, shards.size()));
        return new StreamDescription(summary(found, now), describe(found, page), page.size() < shards.size());
    }

    /** @param exclusiveStartName null to begin with the first stream */
    public StreamPage listStreams(String exclusiveStartName, int limit) {
        RequestRules.between(limit, 1, Limits.DESCRIBE_MAX, "limit");
        var now = clock.millis();
        var all = streams.values().stream()
                .filter(stream -> !stream.isGone(now))
                .filter(stream -> exclusiveStartName == null || stream.name.compareTo(exclusiveStartName) > 0)
                .sorted(Comparator.comparing(stream -> stream.name))
                .toList();
        var page = all.subList(0, Math.min(limit, all.size()));
        return new StreamPage(page.stream().map(stream -> summary(stream, now)).toList(), page.size() < all.size());
    }

    /** @param exclusiveStartShardId null to begin with the first shard */
    public ShardPage listShards(String stream, ShardFilter filter, String exclusiveStartShardId, int maxResults) {
        var now = clock.millis();
        var found = find(stream, now);
        var after = exclusiveStartShardId == null ? ShardIds.NONE : shard(found, exclusiveStartShardId, now).index;
        return listShards(found, filter, after, maxResults, now);
    }

    /** The page after the one that gave this token. */
    public ShardPage listShards(String nextToken, int maxResults) {
        var now = clock.millis();
        var token = NextToken.decode(nextToken);
        if (now - token.issuedMillis() > Limits.NEXT_TOKEN_MILLIS) {
            throw new KinesisError(KinesisError.Type.ExpiredNextTokenException, "NextToken has expired.");
        }
        return listShards(find(token.streamUid(), now), token.filter(), token.afterShard(), maxResults, now);
    }

    public PutRecordResult putRecord(String stream, PutEntry entry) {
        RequestRules.checkMembers(entry, "");
        var now = clock.millis();
        var found = usable(stream, now);
        var key = entry.partitionKey().getBytes(StandardCharsets.UTF_8);
        RequestRules.checkSize(entry.data().length + key.length, "data");
        var placed = found.put(now, hashKey(entry), entry.data(), key, budget);
        makeRoom();
        if (placed.isThrottled()) {
            throw new KinesisError(
                    KinesisError.Type.ProvisionedThroughputExceededException, rateExceeded(found, placed.shard()));
        }
        return new PutRecordResult(placed.shard().id, found.numbers.format(placed.ordinal(), placed.shard().index));
    }

    /** Stores what the shards' quotas allow; what they do not is named in its entry of the answer. */
    public PutRecordsResult putRecords(String stream, List<PutEntry> entries) {
        RequestRules.checkRecords(entries);
        var now = clock.millis();
        var found = usable(stream, now);
        // All of them are looked at before any is stored.
        var keys = new byte[entries.size()][];
        var hashKeys = new HashKey[keys.length];
        long total = 0;
        for (int i = 0; i < keys.length; i++) {
            var entry = entries.get(i);
            keys[i] = entry.partitionKey().getBytes(StandardCharsets.UTF_8);
            hashKeys[i] = hashKey(entry);
            var size = entry.data().length + keys[i].length;
            if (size > Limits.RECORD_BYTES) {
                RequestRules.checkSize(size, "records." + (i + 1) + ".member.data");
            }
            total += size;
        }
        if (total > Limits.PUT_BYTES) {
            throw KinesisError.invalid("Records size exceeds " + Limits.PUT_BYTES + " bytes: it is " + total + ".");
        }
        var results = new ArrayList<PutRecordsResult.Entry>(keys.length);
        var failed = 0;
        for (int i = 0; i < keys.length; i++) {
            var placed = found.put(now, hashKeys[i], entries.get(i).data(), keys[i], budget);
            if (placed.isThrottled()) {
                failed++;
                results.add(PutRecordsResult.Entry.throttled(rateExceeded(found, placed.shard())));
            } else {
                results.add(PutRecordsResult.Entry.stored(
                        placed.shard().id, found.numbers.format(placed.ordinal(), placed.shard().index)));
            }
        }
        makeRoom();
        return new PutRecordsResult(failed, results);
    }

    /**
     * @param startingSequenceNumber for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER, else null
     * @param timestamp for AT_TIMESTAMP, else null
     */
    public String getShardIterator(
            String stream, String shardId, IteratorType type, String startingSequenceNumber, Instant timestamp) {
        var now = clock.millis();
        var found = usable(stream, now);
        var shard = shard(found, shardId, now);
        var bySequence = type == IteratorType.AT_SEQUENCE_NUMBER || type == IteratorType.AFTER_SEQUENCE_NUMBER;
        if (bySequence == (startingSequenceNumber == null)) {
            throw KinesisError.invalid(
                    "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or "
                            + "(2) TRIM_HORIZON, LATEST or AT_TIMESTAMP and no StartingSequenceNumber. Request specified "
                            + type + " and " + (bySequence ? "no" : "also a") + " StartingSequenceNumber.");
        }
        if ((type == IteratorType.AT_TIMESTAMP) == (timestamp == null)) {
            throw KinesisError.invalid("A Timestamp must be given with AT_TIMESTAMP, and only then. Request specified "
                    + type + " and " + (timestamp == null ? "no" : "a") + " Timestamp.");
        }
        if (timestamp != null && timestamp.toEpochMilli() > now) {
            throw KinesisError.invalid(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis.");
        }
        var ordinal = bySequence ? ordinal(found, shard, startingSequenceNumber) : 0;
        var atMillis = timestamp == null ? 0 : timestamp.toEpochMilli();
        var position = shard.position(type, horizon(now), ordinal, atMillis, budget);
        return new ShardIterator(found.uid, shard.index, position, now).encode();
    }

    /** At most {@code limit} records; {@link GetRecordsResult} says where to go on. */
    public GetRecordsResult getRecords(String iterator, int limit) {
        return readPage(iterator, limit).copied();
    }

    /** As {@link #getRecords(String, int)} with the greatest limit, which is Kinesis's default. */
    public GetRecordsResult getRecords(String iterator) {
        return getRecords(iterator, Limits.PAGE_RECORDS);
    }

    ReadPage readPage(String iterator, int limit) {
        RequestRules.between(limit, 1, Limits.PAGE_RECORDS, "limit");
        var now = clock.millis();
        var at = ShardIterator.decode(iterator);
        var stream = usable(find(at.streamUid(), now), now);
        var shard = shard(stream, ShardIds.format(at.shard()), now);
        if (now - at.issuedMillis() > Limits.ITERATOR_MILLIS) {
            throw new KinesisError(
                    KinesisError.Type.ExpiredIteratorException,
                    "Iterator expired. The iterator was created at time " + Instant.ofEpochMilli(at.issuedMillis())
                            + " while right now it is " + Instant.ofEpochMilli(now)
                            + " which is further in the future than the tolerated delay of " + Limits.ITERATOR_MILLIS
                            + " milliseconds.");
        }
        var read = shard.read(now, horizon(now), at.ordinal(), limit, budget);
        if (read == null) {
            throw new KinesisError(
                    KinesisError.Type.ProvisionedThroughputExceededException, rateExceeded(stream, shard));
        }
        var next = read.ended() ? null : new ShardIterator(stream.uid, shard.index, read.next(), now).encode();
        var children = read.children().stream()
                .map(child -> new GetRecordsResult.ChildShard(
                        child.id, child.parentIds(), child.low.toString(), child.high.toString()))
                .toList();
        return new ReadPage(stream.numbers, shard.index, read.slices(), next, read.millisBehind(), children);
    }

    /** The shard's range is parted: its keys below the new one, and the new one and above. */
    public void splitShard(String stream, String shardToSplit, String newStartingHashKey) {
        var now = clock.millis();
        var found = find(stream, now);
        synchronized (found) {
            var shard = open(found, shardToSplit, now);
            var at = RequestRules.hashKey(newStartingHashKey, "NewStartingHashKey");
            if (at.compareTo(shard.low) <= 0 || at.compareTo(shard.high) >= 0) {
                throw KinesisError.invalid("NewStartingHashKey " + newStartingHashKey
                        + " used in SplitShard() on shard "
                        + where(found, shard.id) + " is not both greater than the shard's StartingHashKey " + shard.low
                        + " and less than the shard's EndingHashKey " + shard.high + ".");
            }
            checkActive(found, now);
            checkShardLimit(1, now);
            found.split(shard, at, now, now + options.transition().toMillis());
        }
    }

    public void mergeShards(String stream, String shardToMerge, String adjacentShardToMerge) {
        var now = clock.millis();
        var found = find(stream, now);
        synchronized (found) {
            var shard = open(found, shardToMerge, now);
            var adjacent = open(found, adjacentShardToMerge, now);
            if (!adjoins(shard, adjacent) && !adjoins(adjacent, shard)) {
                throw KinesisError.invalid("Shards " + shard.id + " and " + where(found, adjacent.id)
                        + " are not an adjacent pair of shards eligible for merging");
            }
            checkActive(found, now);
            found.merge(shard, adjacent, now, now + options.transition().toMillis());
        }
    }

    /** The counts of every shard there is, closed ones included. */
    public List<ShardStats> shardStats() {
        var now = clock.millis();
        return streams.values().stream()
                .filter(stream -> !stream.isGone(now))
                .sorted(Comparator.comparing(stream -> stream.name))
                .flatMap(stream -> stream.shards().all().stream().map(shard -> shard.stats(stream.name)))
                .toList();
    }

    public synchronized EngineTotals totals() {
        var totals = deleted;
        for (var stream : streams.values()) {
            for (var shard : stream.shards().all()) {
                totals = totals.plus(shard.stats(stream.name));
            }
        }
        return totals;
    }

    /** Memory that records take now, over all streams. */
    public long retainedBytes() {
        return budget.used();
    }

    private synchronized void create(String name, int shards, long now, long readyMillis) {
        RequestRules.checkNewStream(name, shards);
        forgetGone(now);
        if (streams.containsKey(name)) {
            throw KinesisError.inUse("Stream " + name + " under account " + ACCOUNT + " already exists.");
        }
        checkShardLimit(shards, now);
        var creating = streams.values().stream()
                .filter(stream -> stream.status(now) == StreamStatus.CREATING)
                .count();
        if (options.limits() && creating >= Limits.STREAMS_CREATING) {
            throw new KinesisError(
                    KinesisError.Type.LimitExceededException,
                    "Limit for streams being created exceeded: " + Limits.STREAMS_CREATING + " are CREATING.");
        }
        var stream = new DataStream(
                name,
                "arn:aws:kinesis:" + options.region() + ":" + ACCOUNT + ":stream/" + name,
                random.nextLong(),
                ShardMap.even(shards, now, options.limits()),
                now,
                readyMillis,
                options.limits());
        streamsByUid.put(stream.uid, stream);
        streams.put(name, stream);
    }

    /** A deleted stream's memory and name are free again; there is no thread, so whoever needs them looks. */
    private synchronized void forgetGone(long now) {
        for (var stream : List.copyOf(streams.values())) {
            if (stream.isGone(now)) {
                streams.remove(stream.name);
                streamsByUid.remove(stream.uid);
                for (var shard : stream.shards().all()) {
                    deleted = deleted.plus(shard.stats(stream.name));
                    budget.add(-shard.footprint());
                }
            }
        }
    }

    private ShardPage listShards(DataStream stream, ShardFilter filter, int after, int maxResults, long now) {
        RequestRules.between(maxResults, 1, Limits.LIST_SHARDS_MAX, "maxResults");
        if (stream.status(now) == StreamStatus.CREATING) {
            throw notActive(stream, now);
        }
        var from = filter.type() == ShardFilter.Type.AFTER_SHARD_ID
                ? Math.max(after, shard(stream, filter.shardId(), now).index)
                : after;
        var shards = visible(stream, filter, from, now);
        var page = shards.subList(0, Math.min(maxResults, shards.size()));
        var token = page.size() == shards.size()
                ? null
                : new NextToken(stream.uid, page.get(page.size() - 1).index, filter, now).encode();
        return new ShardPage(describe(stream, page), token);
    }

    private List<Shard> visible(DataStream stream, ShardFilter filter, int after, long now) {
        var horizon = horizon(now);
        return stream.shards().all().stream()
                .filter(shard -> shard.index > after && !shard.isClosedBefore(horizon))
                .filter(shard -> switch (filter.type()) {
                    case AFTER_SHARD_ID, FROM_TRIM_HORIZON -> true;
                    case AT_LATEST -> shard.isOpen();
                    case AT_TRIM_HORIZON -> shard.isOpenAt(Math.max(stream.createdMillis, horizon));
                    case AT_TIMESTAMP -> shard.isOpenAt(filter.timestamp().toEpochMilli());
                    case FROM_TIMESTAMP ->
                        !shard.isClosedBefore(filter.timestamp().toEpochMilli());
                })
                .toList();
    }

    private static List<ShardDescription> describe(DataStream stream, List<Shard> shards) {
        return shards.stream()
                .map(shard -> new ShardDescription(
                        shard.id,
                        shard.parent == null ? null : shard.parent.id,
                        shard.adjacentParent == null ? null : shard.adjacentParent.id,
                        shard.low.toString(),
                        shard.high.toString(),
                        stream.numbers.format(shard.startOrdinal, shard.index),
                        shard.isOpen() ? null : stream.numbers.format(shard.endOrdinal(), shard.index)))
                .toList();
    }

    private StreamSummary summary(DataStream stream, long now) {
        return new StreamSummary(
                stream.name,
                stream.arn,
                stream.status(now),
                Instant.ofEpochMilli(stream.createdMillis),
                (int) options.retention().toHours(),
                stream.shards().openCount());
    }

    private void makeRoom() {
        if (!budget.isExceeded()) {
            return;
        }
        forgetGone(clock.millis());
        synchronized (budget) {
            var dropped = true;
            while (dropped && budget.isExceeded()) {
                dropped = streams.values().stream()
                        .flatMap(stream -> stream.shards().all().stream())
                        .min(Comparator.comparingLong(Shard::oldestArrival))
                        .filter(shard -> shard.dropOldestChunk(budget))
                        .isPresent();
                budget.warnOnce();
            }
        }
    }

    private static long ordinal(DataStream stream, Shard shard, String sequenceNumber) {
        var where = where(stream, shard.id);
        var ordinal = stream.numbers.ordinal(sequenceNumber, shard.index, where);
        if (!shard.hasGiven(ordinal)) {
            throw SequenceNumbers.foreign(sequenceNumber, where);
        }
        return ordinal;
    }

    private static HashKey hashKey(PutEntry entry) {
        return entry.explicitHashKey() == null
                ? HashKey.ofPartitionKey(entry.partitionKey())
                : RequestRules.hashKey(entry.explicitHashKey(), "ExplicitHashKey");
    }

    private DataStream find(String nameOrArn, long now) {
        RequestRules.required(nameOrArn, "streamName");
        var name = nameOrArn.startsWith("arn:") ? nameOrArn.substring(nameOrArn.indexOf('/') + 1) : nameOrArn;
        var stream = streams.get(name);
        if (stream == null) {
            throw notFound(name);
        }
        if (stream.isGone(now)) {
            forgetGone(now);
            throw notFound(name);
        }
        return stream;
    }

    private DataStream find(long uid, long now) {
        var stream = streamsByUid.get(uid);
        if (stream == null || stream.isGone(now)) {
            throw KinesisError.notFound(
                    "The stream of this iterator or token under account " + ACCOUNT + " not found.");
        }
        return stream;
    }

    private DataStream usable(String nameOrArn, long now) {
        return usable(find(nameOrArn, now), now);
    }

    /** Records are put and read while a stream is ACTIVE or UPDATING; else Kinesis says that there is none. */
    private static DataStream usable(DataStream stream, long now) {
        var status = stream.status(now);
        if (status == StreamStatus.CREATING || status == StreamStatus.DELETING) {
            throw notFound(stream.name);
        }
        return stream;
    }

    private Shard shard(DataStream stream, String shardId, long now) {
        var index = ShardIds.index(RequestRules.required(shardId, "shardId"));
        var all = stream.shards().all();
        if (index == ShardIds.NONE || index >= all.size() || all.get(index).isClosedBefore(horizon(now))) {
            throw KinesisError.notFound("Shard " + where(stream, shardId) + " does not exist");
        }
        return all.get(index);
    }

    private Shard open(DataStream stream, String shardId, long now) {
        var shard = shard(stream, shardId, now);
        if (!shard.isOpen()) {
            throw KinesisError.invalid("Shard " + where(stream, shardId)
                    + " has already been merged or split, and thus is not eligible for merging or splitting.");
        }
        return shard;
    }

    private static boolean adjoins(Shard lower, Shard upper) {
        return upper.low.compareTo(lower.high) > 0 && upper.low.previous().equals(lower.high);
    }

    private static void checkActive(DataStream stream, long now) {
        if (stream.status(now) != StreamStatus.ACTIVE) {
            throw notActive(stream, now);
        }
    }

    private void checkShardLimit(int more, long now) {
        var open = streams.values().stream()
                .filter(stream -> !stream.isGone(now))
                .mapToInt(stream -> stream.shards().openCount())
                .sum();
        if (open + (long) more > Limits.SHARDS) {
            throw new KinesisError(
                    KinesisError.Type.LimitExceededException,
                    "This request would exceed the shard limit for the account " + ACCOUNT + " in " + options.region()
                            + ". Current shard count for the account: " + open + ". Limit: " + Limits.SHARDS
                            + ". Number of additional shards that would have resulted from this request: " + more
                            + ".");
        }
    }

    private long horizon(long now) {
        return now - options.retention().toMillis();
    }

    private static String where(DataStream stream, String shardId) {
        return shardId + " in stream " + stream.name + " under account " + ACCOUNT;
    }

    private static String rateExceeded(DataStream stream, Shard shard) {
        return "Rate exceeded for shard " + where(stream, shard.id) + ".";
    }

    private static KinesisError notFound(String name) {
        return KinesisError.notFound("Stream " + name + " under account " + ACCOUNT + " not found.");
    }

    private static KinesisError notActive(DataStream stream, long now) {
        return KinesisError.inUse("Stream " + stream.name + " under account " + ACCOUNT
                + " not ACTIVE, instead in state " + stream.status(now));
    }
}
