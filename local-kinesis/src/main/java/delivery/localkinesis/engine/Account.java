package delivery.localkinesis.engine;

import delivery.localkinesis.api.BillingCommitment;
import delivery.localkinesis.api.EngineTotals;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.CallRates;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.RetainBudget;
import delivery.localkinesis.shard.Shard;
import delivery.localkinesis.shard.ShardIds;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The streams there are and the memory of their records; the words for what is not there. Thread-safe. */
final class Account {
    static final String ID = "000000000000";

    final EngineClock clock;
    final RandomGenerator random;
    final EngineOptions options;
    final RetainBudget budget;
    final CallRates rates = new CallRates();
    private final String arnPrefix;
    private final Map<String, DataStream> streams = new ConcurrentHashMap<>();
    private final Map<Long, DataStream> streamsByUid = new ConcurrentHashMap<>();
    volatile BillingCommitment commitment = BillingCommitment.NONE;
    private EngineTotals deleted = EngineTotals.NONE; // guarded by this

    Account(EngineClock clock, RandomGenerator random, EngineOptions options) {
        this.clock = clock;
        this.random = random;
        this.options = options;
        this.arnPrefix = "arn:aws:kinesis:" + options.region() + ":" + ID + ":stream/";
        this.budget = new RetainBudget(options.retainBytes());
    }

    /** Including those that are gone and not yet forgotten. */
    Stream<DataStream> streams() {
        return streams.values().stream();
    }

    boolean has(String name) {
        return streams.containsKey(name);
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
                    budget.add(-shard.footprint());
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
                dropped = streams()
                        .flatMap(stream -> stream.shards().all().stream())
                        .min(Comparator.comparingLong(Shard::oldestArrival))
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
        return stream;
    }

    /** Whatever state it is in. */
    DataStream findOrNull(String nameOrArn) {
        if (nameOrArn == null) {
            return null;
        }
        return streams.get(nameOrArn.startsWith(arnPrefix) ? nameOrArn.substring(arnPrefix.length()) : nameOrArn);
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

    private String nameOf(String nameOrArn) {
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

    DataStream find(long uid, long now) {
        var stream = streamsByUid.get(uid);
        if (stream == null || stream.isGone(now)) {
            throw KinesisError.notFound("The stream of this iterator or token under account " + ID + " not found.");
        }
        return stream;
    }

    DataStream usable(String nameOrArn, long now) {
        return usable(find(nameOrArn, now), now);
    }

    /** Records are put and read while a stream is ACTIVE or UPDATING; else Kinesis says that there is none. */
    static DataStream usable(DataStream stream, long now) {
        var status = stream.status(now);
        if (status == StreamStatus.CREATING || status == StreamStatus.DELETING) {
            throw notFound(stream.name);
        }
        return stream;
    }

    Shard shard(DataStream stream, String shardId, long now) {
        var index = ShardIds.index(RequestRules.required(shardId, "shardId"));
        var all = stream.shards().all();
        if (index == ShardIds.NONE || index >= all.size() || all.get(index).isClosedBefore(stream.horizon(now))) {
            throw KinesisError.notFound("Shard " + where(stream, shardId) + " does not exist");
        }
        return all.get(index);
    }

    void checkShardLimit(int more, long now) {
        var open = openShards(now);
        if (open + (long) more > Limits.SHARDS) {
            throw KinesisError.limit(
                    "This request would exceed the shard limit for the account " + ID + " in " + options.region()
                            + ". Current shard count for the account: " + open + ". Limit: " + Limits.SHARDS
                            + ". Number of additional shards that would have resulted from this request: " + more
                            + ".");
        }
    }

    int openShards(long now) {
        return streams()
                .filter(stream -> !stream.isGone(now))
                .mapToInt(stream -> stream.shards().openCount())
                .sum();
    }

    int onDemandStreams(long now) {
        return (int) streams()
                .filter(stream -> !stream.isGone(now) && stream.settings().mode() == StreamMode.ON_DEMAND)
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
        return streams()
                .filter(stream -> !stream.isGone(now))
                .sorted(Comparator.comparing(stream -> stream.name))
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
