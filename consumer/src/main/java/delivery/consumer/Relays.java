package delivery.consumer;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.app.Time;
import delivery.consumer.ShardRelay.Outcome;
import delivery.consumer.ShardRelay.Patience;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardReader;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relays of this process, an agent each, from the shards that were asked for on to all that follow from them. */
final class Relays {
    private static final Logger LOG = LoggerFactory.getLogger(Relays.class);
    private static final Duration FOREVER = Duration.ofDays(36_500);
    /** Two consumers started for one shard: the second is told soon. A restarted one outlives its ghost's last moments. */
    private static final Duration BUSY = Duration.ofSeconds(3);

    private static final Duration SERVER_STARTS = Duration.ofSeconds(5);
    /** For a consumer that was cut off, or is started again, to come back to its shard. */
    private static final Duration OTHERS_RETURN = Duration.ofSeconds(20);

    /** What was handed over is looked after once more, when whoever asked for it has had the time to take it. */
    private static final Duration HANDED_OVER = Duration.ofSeconds(5);
    /** How often one looks for shards that nobody reads. */
    private static final Duration WATCH = Duration.ofSeconds(5);

    private static final Duration CALL_BASE = Duration.ofMillis(100);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);

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

    /** Why a shard is read here, which decides how long it is waited for. */
    private enum Why {
        /** By the user's flags: not getting it is a failure. Without its parents it would wait for ever. */
        ASKED(new Patience(SERVER_STARTS, BUSY, FOREVER), Duration.ZERO),
        /** The same, but whoever has the shard and no other keeps it. */
        SHARED(new Patience(SERVER_STARTS, BUSY, BUSY), Duration.ZERO),
        /** It was handed over; should nobody have taken it, it is read here again. */
        RETURNED(new Patience(FOREVER, Duration.ZERO, Duration.ZERO), Duration.ZERO),
        /** The child of a shard that ended here. Another may have it; then we stand by, lest it is left alone. */
        FOLLOWED(new Patience(FOREVER, FOREVER, FOREVER), OTHERS_RETURN),
        /** Another shard here waits for it, and nobody else may be reading it. */
        PARENT(new Patience(FOREVER, Duration.ZERO, Duration.ZERO), Duration.ZERO);

        private final Patience patience;
        /** How long others are given to read the shard's parents, before we do. */
        private final Duration untilParents;

        Why(Patience patience, Duration untilParents) {
            this.patience = patience;
            this.untilParents = untilParents;
        }
    }

    private final KinesisStream stream;
    private final Settings settings;
    private final Time clock;
    private final Supplier<RandomGenerator> randoms;
    private final ConsumerMetrics metrics;
    private final Agents agents;
    private final Consumer<AppException> onFailure;

    private final Set<String> shards = new HashSet<>();

    /**
     * @param randoms one for each use
     * @param onFailure told what has to end the process
     */
    Relays(
            KinesisStream stream,
            Settings settings,
            Time clock,
            Supplier<RandomGenerator> randoms,
            ConsumerMetrics metrics,
            Agents agents,
            Consumer<AppException> onFailure) {
        this.stream = stream;
        this.settings = settings;
        this.clock = clock;
        this.randoms = randoms;
        this.metrics = metrics;
        this.agents = agents;
        this.onFailure = onFailure;
    }

    void start(List<Shard> asked, List<Shard> all) {
        asked.forEach(shard -> start(shard, settings.share ? Why.SHARED : Why.ASKED, all));
    }

    /**
     * From now on stands by for every open shard that is not read here: a consumer that died, perhaps between the end of
     * a shard and its children, leaves nothing behind.
     */
    void watch() {
        agents.start("shard-watch", new ShardWatch());
    }

    /** Looks for shards that are not read here, every now and then. */
    private final class ShardWatch implements Agent {
        private final Backoff backoff = new Backoff(CALL_BASE, CALL_MAX, randoms.get());
        private boolean first = true;

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
                return WATCH;
            } catch (StreamException e) {
                return waitAfter(e, backoff);
            }
        }
    }

    private synchronized void start(Shard shard, Why why, List<Shard> all) {
        if (shards.add(shard.shardId())) {
            agents.start("shard-relay-" + shard.shardId(), new OneShard(shard, why, all));
        }
    }

    private synchronized boolean isRead(String shardId) {
        return shards.contains(shardId);
    }

    private synchronized void forget(String shardId) {
        shards.remove(shardId);
    }

    /** One shard, and what its end means for the others. */
    private final class OneShard implements Agent, ShardRelay.Listener {
        private final Shard shard;
        private final String shardId;
        private Why why;
        private final Backoff backoff = new Backoff(CALL_BASE, CALL_MAX, randoms.get());

        /** Parents of which it is not yet known whether the stream still has them. */
        private final Queue<String> unlistedParents;

        private final List<String> expiredParents = new ArrayList<>();

        /** Null until it is known what to say of the parents. */
        private ShardRelay relay;

        private List<String> parentsToRead = List.of();
        private long waitingSinceMillis = -1;
        private long returnsAtMillis;

        OneShard(Shard shard, Why why, List<Shard> all) {
            this.shard = shard;
            shardId = shard.shardId();
            this.why = why;
            unlistedParents = new ArrayDeque<>(shard.parents());
            all.forEach(listed -> unlistedParents.remove(listed.shardId()));
        }

        @Override
        public Duration doWork() {
            if (clock.millis() < returnsAtMillis) {
                return Duration.ofMillis(returnsAtMillis - clock.millis());
            } else if (relay == null) {
                return unlistedParents.isEmpty() ? begin() : lookForParent();
            } else if (relay.outcome() instanceof Outcome.ShardEnded end) {
                return follow(end.children());
            } else if (!parentsToRead.isEmpty()) {
                return readParents();
            }
            var idle = relay.doWork();
            return idle == null ? ended(relay.outcome()) : idle;
        }

        /** The list may be behind, or short. Whoever took a parent for expired that is not would lose what is in it. */
        private Duration lookForParent() {
            try {
                stream.iterator(unlistedParents.element(), Position.TRIM_HORIZON);
                unlistedParents.remove();
            } catch (StreamException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    return waitAfter(e, backoff);
                }
                expiredParents.add(unlistedParents.remove());
            }
            return Duration.ZERO;
        }

        private Duration begin() {
            var reader = new ShardReader(stream, shardId, settings.readsPerSecond, clock, randoms.get());
            relay = new ShardRelay(
                    hello(shard, expiredParents, why),
                    settings.server,
                    reader,
                    () -> stream.describe().retention(),
                    why.patience,
                    clock,
                    randoms.get(),
                    this);
            return Duration.ZERO;
        }

        private Duration ended(Outcome outcome) {
            if (outcome instanceof Outcome.ShardEnded) {
                LOG.info("{}: read to its end", shardId);
                relay.close();
                // A server that falls back to an older state may want it once more.
                forget(shardId);
                return Duration.ZERO;
            } else if (outcome instanceof Outcome.Released) {
                LOG.info("{}: handed over", shardId);
                relay.close();
                relay = null;
                why = Why.RETURNED;
                returnsAtMillis = clock.millis() + HANDED_OVER.toMillis();
                return HANDED_OVER;
            } else if (outcome instanceof Outcome.Lost lost) {
                if (why == Why.ASKED) {
                    onFailure.accept(AppException.failed(lost.text()));
                } else {
                    LOG.info("{}: left to another consumer ({})", shardId, lost.text());
                    forget(shardId);
                }
            } else if (outcome instanceof Outcome.Rejected rejected) {
                onFailure.accept(AppException.failed(rejected.text()));
            } else if (outcome instanceof Outcome.Unreachable unreachable) {
                onFailure.accept(AppException.unreachable(unreachable.text()));
            }
            return null;
        }

        /** With children that nobody told us of, the list must have them: it may be behind, and is asked again then. */
        private Duration follow(List<Shard> told) {
            try {
                var all = stream.shards();
                var children = told.isEmpty() ? childrenOf(shardId, all) : told;
                children.forEach(child -> start(child, Why.FOLLOWED, all));
                return children.isEmpty() ? backoff.next() : null;
            } catch (StreamException e) {
                return waitAfter(e, backoff);
            }
        }

        /** Unless someone else does, in time: a shard whose parents nobody reads would wait for ever. */
        private Duration readParents() {
            try {
                var all = stream.shards();
                all.stream()
                        .filter(listed -> parentsToRead.contains(listed.shardId()))
                        .forEach(parent -> start(parent, Why.PARENT, all));
                parentsToRead = List.of();
                return Duration.ZERO;
            } catch (StreamException e) {
                return waitAfter(e, backoff);
            }
        }

        @Override
        public void waitsFor(List<String> parents) {
            if (waitingSinceMillis < 0) {
                waitingSinceMillis = clock.millis();
            }
            if (clock.millis() - waitingSinceMillis >= why.untilParents.toMillis()) {
                parentsToRead =
                        parents.stream().filter(parent -> !isRead(parent)).toList();
            }
        }

        @Override
        public void applied(String shard, int records, long millisBehindLatest) {
            waitingSinceMillis = -1;
            metrics.applied(shard, records, millisBehindLatest);
        }

        @Override
        public void close() {
            if (relay != null) {
                relay.close();
            }
        }
    }

    private Hello hello(Shard shard, List<String> expiredParents, Why why) {
        var parents = shard.parents().stream()
                .filter(parent -> !expiredParents.contains(parent))
                .toList();
        return new Hello(
                Message.OLDEST_VERSION,
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
                settings.takeover && why == Why.ASKED,
                settings.acceptLoss,
                why == Why.SHARED);
    }

    private static Duration waitAfter(StreamException e, Backoff backoff) {
        if (!e.isTransient() && e.kind() != Kind.UNREACHABLE) {
            throw e;
        }
        return backoff.next();
    }

    private static List<Shard> childrenOf(String shardId, List<Shard> all) {
        return all.stream().filter(shard -> shard.parents().contains(shardId)).toList();
    }
}
