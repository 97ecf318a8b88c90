package delivery.consumer;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.app.Time;
import delivery.consumer.OneShard.Why;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of this process, an agent each, from those that were asked for on to all that follow from them. One that
 * cannot be read is tried again, as long as there is another that can; the process ends when there is none. Thread-safe.
 */
final class Relays {
    private static final Logger LOG = LoggerFactory.getLogger(Relays.class);

    /** How often one looks for shards that nobody reads. */
    private static final Duration WATCH = Duration.ofSeconds(5);

    private static final Duration CALL_BASE = Duration.ofMillis(100);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    /** For how long what the stream said of itself holds: with hundreds of shards, one asks for all. */
    private static final Duration FACTS_HOLD = Duration.ofMinutes(1);
    /** By less than this the two clocks of a machine drift apart in that time by themselves. */
    private static final Duration CLOCKS_DRIFT = Duration.ofSeconds(30);

    /** What all relays have in common. */
    record Settings(
            StreamIdentity stream,
            RankingServer server,
            String token,
            String holder,
            double readsPerSecond,
            boolean takeover,
            boolean acceptLoss,
            boolean share) {}

    /** Told when a shard cannot be read: a person would read it in the log. */
    interface Listener {
        /** The process has to end by this. */
        void failed(AppException cause);

        /** The other shards are read on. */
        default void failed(String shardId, AppException cause) {}
    }

    private final KinesisStream stream;
    private final Settings settings;
    private final Time clock;
    private final Supplier<RandomGenerator> randoms;
    private final ConsumerMetrics metrics;
    private final Agents agents;
    private final Listener listener;

    private final Map<String, OneShard> shards = new HashMap<>();
    private final Object asking = new Object();
    private StreamFacts facts;
    /** How far the time of day was ahead of what had elapsed then. */
    private Duration factsAhead;

    /** @param randoms one for each use */
    Relays(
            KinesisStream stream,
            Settings settings,
            Time clock,
            Supplier<RandomGenerator> randoms,
            ConsumerMetrics metrics,
            Agents agents,
            Listener listener) {
        this.stream = stream;
        this.settings = settings;
        this.clock = clock;
        this.randoms = randoms;
        this.metrics = metrics;
        this.agents = agents;
        this.listener = listener;
    }

    void start(List<Shard> asked, List<Shard> all) {
        var why = settings.share ? Why.SHARED : Why.ASKED;
        // All are known before the first one begins: one that fails at once must not take itself for the only one.
        List<OneShard> added;
        synchronized (this) {
            added = asked.stream()
                    .filter(shard -> !shards.containsKey(shard.shardId()))
                    .map(shard -> add(shard, why, all))
                    .toList();
        }
        added.forEach(this::startAgent);
    }

    /**
     * From now on stands by for every open shard that is not read here: a consumer that died, perhaps between the end of
     * a shard and its children, leaves nothing behind. Nor does a relay of this process.
     */
    void watch() {
        agents.start("shard-watch", new ShardWatch());
    }

    /** Looks for shards that are not read here, every now and then. */
    private final class ShardWatch implements Agent {
        private final Backoff backoff = new Backoff(CALL_BASE, CALL_MAX, randoms.get());
        private boolean first = true;
        private boolean said;

        @Override
        public Duration doWork() {
            if (first) {
                first = false;
                return WATCH;
            }
            try {
                var all = stream.shards();
                all.stream().filter(Shard::open).forEach(shard -> start(shard, Why.FOLLOWED, all));
                backoff.reset();
                said = false;
                return WATCH;
            } catch (StreamException e) {
                // Whether the stream can be read is found out by those who read it.
                if (!said) {
                    LOG.warn("cannot look for shards that nobody reads, trying again: {}", e.getMessage());
                }
                said = true;
                return backoff.next();
            }
        }
    }

    void start(Shard shard, Why why, List<Shard> all) {
        OneShard one;
        synchronized (this) {
            if (shards.containsKey(shard.shardId())) {
                return;
            }
            one = add(shard, why, all);
        }
        startAgent(one);
    }

    private OneShard add(Shard shard, Why why, List<Shard> all) {
        var one = new OneShard(this, shard, why, all);
        shards.put(shard.shardId(), one);
        return one;
    }

    private void startAgent(OneShard one) {
        agents.start("shard-relay-" + one.shardId(), one);
    }

    synchronized boolean isRead(String shardId) {
        return shards.containsKey(shardId);
    }

    /** It may be begun with anew from now on. */
    synchronized void forget(OneShard one) {
        shards.remove(one.shardId(), one);
    }

    /** False if that was the last that could be read: then the process ends by the cause. */
    boolean goOnWithout(OneShard one, AppException cause) {
        if (isAnyLeft()) {
            listener.failed(one.shardId(), cause);
            return true;
        }
        listener.failed(cause);
        return false;
    }

    /** Null, since nothing comes after that. */
    Duration end(AppException cause) {
        listener.failed(cause);
        return null;
    }

    private synchronized boolean isAnyLeft() {
        return shards.values().stream().anyMatch(one -> !one.hasFailed() && !waitsForFailed(one));
    }

    private boolean waitsForFailed(OneShard one) {
        return one.waitsFor().stream()
                .anyMatch(parent ->
                        shards.containsKey(parent) && shards.get(parent).hasFailed());
    }

    /** What the stream says of itself: asked at most once a minute, unless a clock was set or the machine slept. */
    StreamFacts streamFacts() {
        synchronized (asking) {
            var now = clock.elapsed();
            var ahead = Duration.between(Instant.EPOCH, clock.instant()).minus(now);
            if (facts == null
                    || now.minus(facts.at()).compareTo(FACTS_HOLD) >= 0
                    || ahead.minus(factsAhead).abs().compareTo(CLOCKS_DRIFT) > 0) {
                var described = stream.describe();
                facts = new StreamFacts(described.retention(), described.answeredAt(), clock.elapsed());
                factsAhead = ahead;
            }
            return facts;
        }
    }

    Hello hello(Shard shard, List<String> expiredParents, boolean takeover, boolean share) {
        var parents = shard.parents().stream()
                .filter(parent -> !expiredParents.contains(parent))
                .toList();
        return new Hello(
                Message.VERSION,
                Message.VERSION,
                settings.token,
                settings.stream,
                new ShardIdentity(
                        shard.shardId(),
                        parents,
                        shard.startingHashKey().toString(),
                        shard.endingHashKey().toString(),
                        expiredParents),
                settings.holder,
                settings.takeover && takeover,
                settings.acceptLoss,
                share);
    }

    KinesisStream stream() {
        return stream;
    }

    Settings settings() {
        return settings;
    }

    Time clock() {
        return clock;
    }

    ConsumerMetrics metrics() {
        return metrics;
    }

    RandomGenerator newRandom() {
        return randoms.get();
    }
}
