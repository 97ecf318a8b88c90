package delivery.localkinesis.engine;

import delivery.localkinesis.api.EngineTotals;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.CallRates;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.RetainBudget;
import delivery.localkinesis.shard.ShardIds;
import delivery.localkinesis.shard.StoredShard;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The streams there are and the memory of their records; the words for what is not there. Thread-safe. */
final class Account {
    static final String ID = "000000000000";
    private static final int MADE_IN_SECONDS = 2;

    final EngineClock clock;
    final RandomGenerator random;
    final EngineOptions options;
    final RetainBudget budget;
    final CallRates rates = new CallRates();
    final OnDemand onDemand = new OnDemand(this);
    private final String arnPrefix;
    private final Map<String, DataStream> streams = new ConcurrentHashMap<>();
    private final Map<String, Long> lastSeconds = new HashMap<>(); // guarded by this
    private final Map<Long, DataStream> streamsByUid = new ConcurrentHashMap<>();
    private EngineTotals deleted = EngineTotals.NONE; // guarded by this

    Account(EngineClock clock, RandomGenerator random, EngineOptions options) {
        this.clock = clock;
        this.random = random;
        this.options = options;
        this.arnPrefix = "arn:aws:kinesis:" + options.region() + ":" + ID + ":stream/";
        this.budget = new RetainBudget(options.retainBytes());
    }

    /** Including those that are being deleted. */
    Stream<DataStream> streams(long now) {
        return streams.values().stream().filter(stream -> !stream.isGone(now));
    }

    /**
     * The second that the sequence numbers of a new stream begin with: a little ago, as on AWS, where it takes that long to
     * make one; and of each stream that had its name another, so that their numbers are told apart.
     */
    synchronized long firstSecond(String name, long now) {
        var second = Math.floorDiv(now, 1_000L) - MADE_IN_SECONDS;
        lastSeconds.values().removeIf(last -> last < second);
        return lastSeconds.merge(name, second, (last, other) -> last + 1);
    }

    void add(DataStream stream) {
        streamsByUid.put(stream.uid, stream);
        streams.put(stream.name, stream);
    }

    /** A deleted stream's memory and name are free again; there is no thread, so whoever needs them looks. */
    synchronized void forgetGone(long now) {
        for (var stream : List.copyOf(streams.values())) {
            if (stream.isGone(now)) {
                streams.remove(stream.name);
                streamsByUid.remove(stream.uid);
                for (var shard : stream.shards().all()) {
                    deleted = deleted.plus(shard.stats(stream.name, now));
                    shard.dropAll(budget);
                }
            }
        }
    }

    void makeRoom() {
        if (!budget.isExceeded()) {
            return;
        }
        forgetGone(clock.millis());
        synchronized (budget) {
            var dropped = true;
            while (dropped && budget.isExceeded()) {
                dropped = streams.values().stream()
                        .flatMap(stream -> stream.shards().all().stream())
                        .min(Comparator.comparingLong(StoredShard::oldestArrival))
                        .filter(shard -> shard.dropOldestChunk(budget))
                        .isPresent();
                budget.warnOnce();
            }
        }
    }

    DataStream find(String nameOrArn, long now) {
        RequestRules.required(nameOrArn, "streamName");
        var stream = streams.get(nameOf(nameOrArn));
        if (stream == null || stream.isGone(now)) {
            forgetGone(now);
            throw notFound(nameOf(nameOrArn));
        }
        attend(stream, now);
        return stream;
    }

    /** Does what is due at a stream that somebody looks at. */
    private void attend(DataStream stream, long now) {
        stream.settle(now);
        onDemand.attend(stream, now);
    }

    /** Whatever state it is in. */
    @Nullable
    DataStream findOrNull(@Nullable String nameOrArn) {
        if (nameOrArn == null) {
            return null;
        }
        return streams.get(nameOrArn.startsWith(arnPrefix) ? nameOrArn.substring(arnPrefix.length()) : nameOrArn);
    }

    boolean spreads(@Nullable String nameOrArn) {
        var stream = findOrNull(nameOrArn);
        return stream != null && stream.settings().spreads();
    }

    static void checkActive(DataStream stream, long now) {
        if (stream.status(now) != StreamStatus.ACTIVE) {
            throw notActive(stream, now);
        }
    }

    long ready(long now) {
        return now + options.transition().toMillis();
    }

    String arn(String name) {
        return arnPrefix + name;
    }

    /** @throws KinesisError if it is an ARN of another account or region, or none */
    String nameOf(String nameOrArn) {
        if (nameOrArn.startsWith(arnPrefix) && nameOrArn.length() > arnPrefix.length()) {
            return nameOrArn.substring(arnPrefix.length());
        }
        if (nameOrArn.indexOf(':') < 0) {
            return nameOrArn;
        }
        RequestRules.checkStreamArn(nameOrArn, "streamARN");
        // Well-formed, but of another region or account.
        throw KinesisError.notFound("Stream " + nameOrArn + " not found.");
    }

    /** The stream of a token. */
    DataStream find(long uid, long now) {
        var stream = streamsByUid.get(uid);
        if (stream == null || stream.isGone(now)) {
            throw KinesisError.notFound("The stream of this token under account " + ID + " not found.");
        }
        attend(stream, now);
        return stream;
    }

    /** The stream that has an iterator's name now, as on AWS: perhaps not the one that it was given out for. */
    DataStream find(ShardIterator at, long now) {
        var stream = streams.get(at.stream());
        if (stream == null || !isUsable(stream, now)) {
            throw noShard(at.stream(), at.shard());
        }
        attend(stream, now);
        return stream;
    }

    DataStream usable(String nameOrArn, long now) {
        return usable(find(nameOrArn, now), now);
    }

    /** Records are put and read while a stream is ACTIVE or UPDATING; else Kinesis says that there is none. */
    static DataStream usable(DataStream stream, long now) {
        if (!isUsable(stream, now)) {
            throw notFound(stream.name);
        }
        return stream;
    }

    private static boolean isUsable(DataStream stream, long now) {
        var status = stream.status(now);
        return status != StreamStatus.CREATING && status != StreamStatus.DELETING;
    }

    /** As {@link #usable}; if there is none, it is the shard that is said to be missing. */
    DataStream withShard(String nameOrArn, String shardId, long now) {
        RequestRules.required(nameOrArn, "streamName");
        var name = nameOf(nameOrArn);
        var index = shardIndex(name, shardId);
        var stream = streams.get(name);
        if (stream == null || stream.isGone(now)) {
            throw noShard(name, index);
        }
        attend(stream, now);
        return usable(stream, now);
    }

    StoredShard shard(DataStream stream, String shardId, long now) {
        return shard(stream, shardIndex(stream.name, shardId), now);
    }

    StoredShard shard(DataStream stream, int index, long now) {
        var all = stream.shards().all();
        if (index >= all.size() || all.get(index).isClosedBefore(stream.horizon(now))) {
            throw noShard(stream.name, index);
        }
        return all.get(index);
    }

    /** What a shard's id says, whether there is one or not. */
    static int shardIndex(String stream, String shardId) {
        var index = ShardIds.index(RequestRules.required(shardId, "shardId"));
        if (index == ShardIds.NONE) {
            throw couldNotFind(stream, shardId);
        }
        return index;
    }

    static KinesisError couldNotFind(String stream, String shardId) {
        return KinesisError.notFound(
                "Could not find shard " + shardId + " in stream " + stream + " under account " + ID + ".");
    }

    static KinesisError noShard(String stream, int index) {
        return KinesisError.notFound("Shard " + ShardIds.format(index) + " in stream " + stream + " under account " + ID
                + " does not exist");
    }

    void checkShardLimit(int more, long now) {
        var open = openShards(now);
        if (open + (long) more > Limits.SHARDS) {
            throw KinesisError.limit(
                    "This request would exceed the shard limit for the account " + ID + " in " + options.region()
                            + ". Current shard count for the account: " + open + ". Limit: " + Limits.SHARDS
                            + ". Number of additional shards that would have resulted from this request: " + more
                            + ". Refer to the AWS Service Limits page"
                            + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current"
                            + " limits and how to request higher limits.");
        }
    }

    int openShards(long now) {
        return streams(now).mapToInt(stream -> stream.shards().openCount()).sum();
    }

    int onDemandStreams(long now) {
        return (int) streams(now)
                .filter(stream -> stream.settings().mode() == StreamMode.ON_DEMAND)
                .count();
    }

    void checkOnDemandLimit(long now) {
        if (options.limits() && onDemandStreams(now) >= Limits.ON_DEMAND_STREAMS) {
            throw KinesisError.limit("This request would exceed the limit of " + Limits.ON_DEMAND_STREAMS
                    + " on-demand streams for the account " + ID + ".");
        }
    }

    List<ShardStats> shardStats() {
        var now = clock.millis();
        return streams(now)
                .sorted(Comparator.comparing(stream -> stream.name))
                .peek(stream -> stream.settle(now))
                .flatMap(stream -> stream.shards().all().stream().map(shard -> shard.stats(stream.name, now)))
                .toList();
    }

    synchronized EngineTotals totals() {
        var totals = deleted;
        for (var stream : streams.values()) {
            for (var shard : stream.shards().all()) {
                totals = totals.plus(shard.stats(stream.name, clock.millis()));
            }
        }
        return totals;
    }

    static String where(DataStream stream, String shardId) {
        return shardId + " in stream " + stream.name + " under account " + ID;
    }

    static KinesisError notFound(String name) {
        return KinesisError.notFound("Stream " + name + " under account " + ID + " not found.");
    }

    static KinesisError notActive(DataStream stream, long now) {
        return KinesisError.inUse("Stream " + stream.name + " under account " + ID + " not ACTIVE, instead in state "
                + stream.status(now));
    }
}
