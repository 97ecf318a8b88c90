package delivery.consumer;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.relay.Outcome;
import delivery.relay.ShardRelay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    private final ServerFeed feed;
    private final ShardLineage.Member member;
    private final String shardId;
    private final String name;
    private final Backoff calls;
    private final Backoff failures;
    /** Null until it is known what to say of the parents. */
    private @Nullable ShardRelay relay;

    private List<String> parentsToRead = List.of();
    /** On the clock of what has elapsed. */
    private Duration goesOnAt = Duration.ZERO;

    ShardFollower(ServerFeed feed, ShardLineage.Member member) {
        this.feed = feed;
        this.member = member;
        shardId = member.shardId();
        name = feed.nameOf(shardId);
        calls = new Backoff(CALL_BASE, CALL_MAX, feed.newRandom());
        failures = new Backoff(FAILED_BASE, FAILED_MAX, feed.newRandom());
    }

    @Override
    public @Nullable Duration doWork() {
        var pause = goesOnAt.minus(feed.clock().elapsed());
        if (pause.compareTo(Duration.ZERO) > 0) {
            return pause;
        }
        try {
            return turn();
        } catch (StreamException e) {
            return e.mayPass() ? calls.next() : failed(e.toExit());
        }
    }

    private @Nullable Duration turn() {
        if (relay == null) {
            return member.doubtfulParent().map(this::lookFor).orElseGet(this::begin);
        } else if (relay.outcome() instanceof Outcome.ShardEnded end) {
            return follow(end.children());
        } else if (!parentsToRead.isEmpty()) {
            return readParents();
        }
        var idle = relay.doWork();
        return idle == null ? ended(relay) : idle;
    }

    private Duration lookFor(String parent) {
        try {
            feed.stream().iterator(parent, Position.TRIM_HORIZON);
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
        relay = feed.relay(member, this);
        return Duration.ZERO;
    }

    private @Nullable Duration ended(ShardRelay over) {
        var outcome = over.outcome();
        if (outcome instanceof Outcome.ShardEnded) {
            LOG.info("{}: read to its end", name);
            over.close();
            // A server that falls back to an older state may want it once more.
            member.left();
            return Duration.ZERO;
        } else if (outcome instanceof Outcome.Released) {
            LOG.info("{}: handed over", name);
            member.handedOver();
            return beginAnew(HANDED_OVER);
        } else if (outcome instanceof Outcome.Lost lost) {
            if (member.role() == ShardRole.ASKED) {
                var idle = failed(AppException.failed(lost.text()));
                member.lost();
                return idle;
            }
            LOG.info("{}: left to another consumer ({})", name, lost.text());
            return null;
        } else if (outcome instanceof Outcome.Rejected rejected) {
            return failed(AppException.failed(rejected.text()));
        } else if (outcome instanceof Outcome.TurnedAway turnedAway) {
            var cause = AppException.failed(turnedAway.text());
            return feed.goesOnTurnedAway(member, cause) ? beginAnew(failures.next()) : null;
        } else if (outcome instanceof Outcome.Unreachable unreachable) {
            return failed(AppException.unreachable(unreachable.text()));
        }
        throw new IllegalStateException("no outcome");
    }

    /** What one shard meets does not end the others. */
    private @Nullable Duration failed(AppException cause) {
        return feed.goOnWithout(member, cause) ? tryAgain(cause) : null;
    }

    private Duration tryAgain(AppException cause) {
        var pause = failures.next();
        LOG.warn("{} is not read, and is tried again in {} s: {}", name, pause.toSeconds(), cause.getMessage());
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
        feed.metrics().end(shardId);
        return goOnIn(pause);
    }

    private Duration goOnIn(Duration pause) {
        goesOnAt = feed.clock().elapsed().plus(pause);
        return pause;
    }

    /** With children that nobody told us of, the list must have them: it may be behind, and is asked again then. */
    private @Nullable Duration follow(List<Shard> told) {
        var all = feed.stream().shards();
        var children = told.isEmpty() ? member.children(all) : told;
        feed.start(children, ShardRole.FOLLOWED, all);
        return children.isEmpty() ? calls.next() : null;
    }

    private Duration readParents() {
        var all = feed.stream().shards();
        var parents = all.stream()
                .filter(listed -> parentsToRead.contains(listed.shardId()))
                .toList();
        feed.start(parents, ShardRole.PARENT, all);
        parentsToRead = List.of();
        return Duration.ZERO;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void waitsFor(List<String> parents) {
        parentsToRead = member.waitsFor(parents, feed.clock().elapsed());
    }

    @Override
    public void welcomed() {
        member.welcomed();
        feed.metrics().begin(shardId);
    }

    @Override
    public void applied(Batch batch, Ack ack, Instant readAt, Instant sentAt) {
        member.applied();
        failures.reset();
        feed.metrics().applied(shardId, batch.records(), batch.millisBehindLatest());
        feed.trace(batch, readAt, sentAt);
    }

    @Override
    public void close() {
        member.left();
        feed.metrics().end(shardId);
        if (relay != null) {
            relay.close();
        }
    }
}
