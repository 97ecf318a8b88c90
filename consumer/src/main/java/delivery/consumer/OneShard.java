package delivery.consumer;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.consumer.ShardRelay.Outcome;
import delivery.consumer.ShardRelay.Patience;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.read.ShardReader;
import delivery.model.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One shard from its parents to its end, and what that means for the others. Its thread's, but for what it failed of. */
final class OneShard implements Agent, ShardRelay.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(OneShard.class);
    /** Two consumers started for one shard: the second is told soon. A restarted one outlives its ghost's last moments. */
    private static final Duration BUSY = Duration.ofSeconds(3);

    private static final Duration SERVER_STARTS = Duration.ofSeconds(5);
    /** For a consumer that was cut off, or is started again, to come back to its shard. */
    private static final Duration OTHERS_RETURN = Duration.ofSeconds(20);

    /** What was handed over is looked after once more, when whoever asked for it has had the time to take it. */
    static final Duration HANDED_OVER = Duration.ofSeconds(5);

    private static final Duration CALL_BASE = Duration.ofMillis(100);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    /** What waiting hardly helps is tried again all the same, as long as other shards are read here. */
    private static final Duration FAILED_BASE = Duration.ofSeconds(5);

    private static final Duration FAILED_MAX = Duration.ofMinutes(1);

    /** Why a shard is read here, which decides how long it is waited for. */
    enum Why {
        /** By the user's flags: not getting it is a failure. Without its parents it would wait for ever. */
        ASKED(new Patience(SERVER_STARTS, BUSY, ShardRelay.FOREVER), Duration.ZERO),
        /** The same, but whoever has the shard and no other keeps it. */
        SHARED(new Patience(SERVER_STARTS, BUSY, BUSY), Duration.ZERO),
        /** It was handed over; should nobody have taken it, it is read here again. */
        RETURNED(new Patience(ShardRelay.FOREVER, Duration.ZERO, Duration.ZERO), Duration.ZERO),
        /** The child of a shard that ended here. Another may have it; then we stand by, lest it is left alone. */
        FOLLOWED(new Patience(ShardRelay.FOREVER, ShardRelay.FOREVER, ShardRelay.FOREVER), OTHERS_RETURN),
        /** Another shard here waits for it, and nobody else may be reading it. */
        PARENT(new Patience(ShardRelay.FOREVER, Duration.ZERO, Duration.ZERO), Duration.ZERO);

        private final Patience patience;
        /** How long others are given to read the shard's parents, before we do. */
        private final Duration untilParents;

        Why(Patience patience, Duration untilParents) {
            this.patience = patience;
            this.untilParents = untilParents;
        }
    }

    private final Relays relays;
    private final Shard shard;
    private final String shardId;
    private Why why;
    private final Backoff backoff;
    private final Backoff failures;

    /** Parents of which it is not yet known whether the stream still has them. */
    private final Queue<String> unlistedParents;

    private final List<String> expiredParents = new ArrayList<>();

    /** Null until it is known what to say of the parents. */
    private ShardRelay relay;

    private List<String> parentsToRead = List.of();
    /** All of these on the clock of what has elapsed. */
    private Duration waitingSince;

    private Duration goesOnAt = Duration.ZERO;

    /** Why it is not read at present; null if all is well, or was when it was last heard of. */
    private volatile AppException failure;
    /** The parents that it waits for. */
    private volatile List<String> waitsFor = List.of();

    OneShard(Relays relays, Shard shard, Why why, List<Shard> all) {
        this.relays = relays;
        this.shard = shard;
        shardId = shard.shardId();
        this.why = why;
        backoff = new Backoff(CALL_BASE, CALL_MAX, relays.newRandom());
        failures = new Backoff(FAILED_BASE, FAILED_MAX, relays.newRandom());
        unlistedParents = new ArrayDeque<>(shard.parents());
        all.forEach(listed -> unlistedParents.remove(listed.shardId()));
    }

    String shardId() {
        return shardId;
    }

    boolean hasFailed() {
        return failure != null;
    }

    List<String> waitsFor() {
        return waitsFor;
    }

    @Override
    public Duration doWork() {
        var pause = goesOnAt.minus(relays.clock().elapsed());
        if (pause.compareTo(Duration.ZERO) > 0) {
            return pause;
        }
        try {
            return turn();
        } catch (StreamException e) {
            return failed(e.toExit());
        }
    }

    private Duration turn() {
        if (relay == null) {
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
            relays.stream().iterator(unlistedParents.element(), Position.TRIM_HORIZON);
            unlistedParents.remove();
        } catch (StreamException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                return waitAfter(e);
            }
            expiredParents.add(unlistedParents.remove());
        }
        return Duration.ZERO;
    }

    private Duration begin() {
        var reader = new ShardReader(
                relays.stream(), shardId, relays.settings().readsPerSecond(), relays.clock(), relays.newRandom());
        // A shard is taken over once: whoever took it from us keeps it.
        var hello = relays.hello(shard, expiredParents, why == Why.ASKED && failure == null, why == Why.SHARED);
        relay = new ShardRelay(
                hello,
                relays.settings().server(),
                reader,
                relays::streamFacts,
                why.patience,
                relays.clock(),
                relays.newRandom(),
                this);
        return Duration.ZERO;
    }

    private Duration ended(Outcome outcome) {
        if (outcome instanceof Outcome.ShardEnded) {
            LOG.info("{}: read to its end", shardId);
            relay.close();
            // A server that falls back to an older state may want it once more.
            relays.forget(this);
            return Duration.ZERO;
        } else if (outcome instanceof Outcome.Released) {
            LOG.info("{}: handed over", shardId);
            why = Why.RETURNED;
            return beginAnew(HANDED_OVER);
        } else if (outcome instanceof Outcome.Lost lost) {
            if (why == Why.ASKED) {
                var cause = AppException.failed(lost.text());
                var idle = failed(cause);
                // From now on one stands by.
                why = Why.FOLLOWED;
                return idle;
            }
            LOG.info("{}: left to another consumer ({})", shardId, lost.text());
            return null;
        } else if (outcome instanceof Outcome.Rejected rejected) {
            return failed(AppException.failed(rejected.text()));
        } else if (outcome instanceof Outcome.TurnedAway turnedAway) {
            return relays.end(AppException.failed(turnedAway.text()));
        } else if (outcome instanceof Outcome.Unreachable unreachable) {
            return failed(AppException.unreachable(unreachable.text()));
        }
        throw new IllegalStateException("no outcome");
    }

    /** What one shard meets does not end the others. */
    private Duration failed(AppException cause) {
        failure = cause;
        if (!relays.goOnWithout(this, cause)) {
            return null;
        }
        var pause = failures.next();
        LOG.warn("{} is not read, and is tried again in {} s: {}", shardId, pause.toSeconds(), cause.getMessage());
        if (relay != null && relay.outcome() instanceof Outcome.ShardEnded) {
            goesOnAt = relays.clock().elapsed().plus(pause);
            return pause;
        }
        return beginAnew(pause);
    }

    private Duration beginAnew(Duration pause) {
        if (relay != null) {
            relay.close();
        }
        relay = null;
        relays.metrics().end(shardId);
        goesOnAt = relays.clock().elapsed().plus(pause);
        return pause;
    }

    /** With children that nobody told us of, the list must have them: it may be behind, and is asked again then. */
    private Duration follow(List<Shard> told) {
        try {
            var all = relays.stream().shards();
            var children = told.isEmpty() ? childrenOf(all) : told;
            children.forEach(child -> relays.start(child, Why.FOLLOWED, all));
            return children.isEmpty() ? backoff.next() : null;
        } catch (StreamException e) {
            return waitAfter(e);
        }
    }

    private List<Shard> childrenOf(List<Shard> all) {
        return all.stream().filter(each -> each.parents().contains(shardId)).toList();
    }

    /** Unless someone else does, in time: a shard whose parents nobody reads would wait for ever. */
    private Duration readParents() {
        try {
            var all = relays.stream().shards();
            all.stream()
                    .filter(listed -> parentsToRead.contains(listed.shardId()))
                    .forEach(parent -> relays.start(parent, Why.PARENT, all));
            parentsToRead = List.of();
            return Duration.ZERO;
        } catch (StreamException e) {
            return waitAfter(e);
        }
    }

    private Duration waitAfter(StreamException e) {
        if (!e.isTransient() && e.kind() != Kind.UNREACHABLE) {
            throw e;
        }
        return backoff.next();
    }

    @Override
    public void waitsFor(List<String> parents) {
        var now = relays.clock().elapsed();
        waitsFor = List.copyOf(parents);
        if (waitingSince == null) {
            waitingSince = now;
        }
        if (now.minus(waitingSince).compareTo(why.untilParents) >= 0) {
            parentsToRead =
                    parents.stream().filter(parent -> !relays.isRead(parent)).toList();
        }
    }

    @Override
    public void welcomed(String shard) {
        waitsFor = List.of();
        relays.metrics().begin(shard);
    }

    @Override
    public void applied(String shard, int records, long millisBehindLatest) {
        waitingSince = null;
        failure = null;
        failures.reset();
        relays.metrics().applied(shard, records, millisBehindLatest);
    }

    @Override
    public void close() {
        relays.forget(this);
        relays.metrics().end(shardId);
        if (relay != null) {
            relay.close();
        }
    }
}
