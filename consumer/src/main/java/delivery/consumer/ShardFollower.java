package delivery.consumer;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import delivery.protocol.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One shard from its parents to its end, and on to its children: asks the stream what the lineage does not know. */
final class ShardFollower implements Agent, ShardRelay.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ShardFollower.class);

    /** What was handed over is looked after once more, when whoever asked for it has had the time to take it. */
    static final Duration HANDED_OVER = Duration.ofSeconds(5);

    private static final Duration CALL_BASE = Duration.ofMillis(100);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    /** What waiting hardly helps is tried again all the same, as long as other shards are read here. */
    private static final Duration FAILED_BASE = Duration.ofSeconds(5);

    private static final Duration FAILED_MAX = Duration.ofMinutes(1);

    private final Consumer consumer;
    private final ShardLineage.Member member;
    private final String shardId;
    private final Backoff calls;
    private final Backoff failures;
    /** Null until it is known what to say of the parents. */
    private ShardRelay relay;

    private List<String> parentsToRead = List.of();
    /** On the clock of what has elapsed. */
    private Duration goesOnAt = Duration.ZERO;

    ShardFollower(Consumer consumer, ShardLineage.Member member) {
        this.consumer = consumer;
        this.member = member;
        shardId = member.shardId();
        calls = new Backoff(CALL_BASE, CALL_MAX, consumer.newRandom());
        failures = new Backoff(FAILED_BASE, FAILED_MAX, consumer.newRandom());
    }

    @Override
    public Duration doWork() {
        var pause = goesOnAt.minus(consumer.clock().elapsed());
        if (pause.compareTo(Duration.ZERO) > 0) {
            return pause;
        }
        try {
            return turn();
        } catch (StreamException e) {
            return e.mayPass() ? calls.next() : failed(e.toExit());
        }
    }

    private Duration turn() {
        if (relay == null) {
            return member.doubtfulParent().map(this::lookFor).orElseGet(this::begin);
        } else if (relay.outcome() instanceof Outcome.ShardEnded end) {
            return follow(end.children());
        } else if (!parentsToRead.isEmpty()) {
            return readParents();
        }
        var idle = relay.doWork();
        return idle == null ? ended(relay.outcome()) : idle;
    }

    private Duration lookFor(String parent) {
        try {
            consumer.stream().iterator(parent, Position.TRIM_HORIZON);
            member.parentIsThere(true);
        } catch (StreamException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            member.parentIsThere(false);
        }
        return Duration.ZERO;
    }

    private Duration begin() {
        relay = consumer.relay(member, this);
        return Duration.ZERO;
    }

    private Duration ended(Outcome outcome) {
        if (outcome instanceof Outcome.ShardEnded) {
            LOG.info("{}: read to its end", shardId);
            relay.close();
            // A server that falls back to an older state may want it once more.
            member.left();
            return Duration.ZERO;
        } else if (outcome instanceof Outcome.Released) {
            LOG.info("{}: handed over", shardId);
            member.handedOver();
            return beginAnew(HANDED_OVER);
        } else if (outcome instanceof Outcome.Lost lost) {
            if (member.role() == ShardRole.ASKED) {
                var idle = failed(AppException.failed(lost.text()));
                member.lost();
                return idle;
            }
            LOG.info("{}: left to another consumer ({})", shardId, lost.text());
            return null;
        } else if (outcome instanceof Outcome.Rejected rejected) {
            return failed(AppException.failed(rejected.text()));
        } else if (outcome instanceof Outcome.TurnedAway turnedAway) {
            consumer.end(AppException.failed(turnedAway.text()));
            return null;
        } else if (outcome instanceof Outcome.Unreachable unreachable) {
            return failed(AppException.unreachable(unreachable.text()));
        }
        throw new IllegalStateException("no outcome");
    }

    /** What one shard meets does not end the others. */
    private Duration failed(AppException cause) {
        if (!consumer.goOnWithout(member, cause)) {
            return null;
        }
        var pause = failures.next();
        LOG.warn("{} is not read, and is tried again in {} s: {}", shardId, pause.toSeconds(), cause.getMessage());
        if (relay != null && relay.outcome() instanceof Outcome.ShardEnded) {
            return goOnIn(pause);
        }
        return beginAnew(pause);
    }

    private Duration beginAnew(Duration pause) {
        if (relay != null) {
            relay.close();
        }
        relay = null;
        consumer.metrics().end(shardId);
        return goOnIn(pause);
    }

    private Duration goOnIn(Duration pause) {
        goesOnAt = consumer.clock().elapsed().plus(pause);
        return pause;
    }

    /** With children that nobody told us of, the list must have them: it may be behind, and is asked again then. */
    private Duration follow(List<Shard> told) {
        var all = consumer.stream().shards();
        var children = told.isEmpty() ? member.children(all) : told;
        consumer.start(children, ShardRole.FOLLOWED, all);
        return children.isEmpty() ? calls.next() : null;
    }

    private Duration readParents() {
        var all = consumer.stream().shards();
        var parents = all.stream()
                .filter(listed -> parentsToRead.contains(listed.shardId()))
                .toList();
        consumer.start(parents, ShardRole.PARENT, all);
        parentsToRead = List.of();
        return Duration.ZERO;
    }

    @Override
    public void waitsFor(List<String> parents) {
        parentsToRead = member.waitsFor(parents, consumer.clock().elapsed());
    }

    @Override
    public void welcomed() {
        member.welcomed();
        consumer.metrics().begin(shardId);
    }

    @Override
    public void applied(Batch batch, Instant readAt, Instant sentAt) {
        member.applied();
        failures.reset();
        consumer.metrics().applied(shardId, batch.records(), batch.millisBehindLatest());
        consumer.trace(batch, readAt, sentAt);
    }

    @Override
    public void close() {
        member.left();
        consumer.metrics().end(shardId);
        if (relay != null) {
            relay.close();
        }
    }
}
