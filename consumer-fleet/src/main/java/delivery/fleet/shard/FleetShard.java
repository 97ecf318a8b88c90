package delivery.fleet.shard;

import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.StreamException;
import delivery.kinesis.read.ShardReader;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Terms;
import delivery.relay.Outcome;
import delivery.relay.RelayPatience;
import delivery.relay.ShardRelay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard whose lease is ours: brings what it is given to the ranking server, in the threads of whoever gives it, and what the
 * server lacks beside that. Has no thread of its own, and keeps the KCL's for seconds at most. Thread-safe.
 */
public final class FleetShard implements ShardRelay.Listener {
    /** For a server that does not answer: meanwhile the KCL cannot say that the lease is lost. */
    static final Duration BRINGING = Duration.ofSeconds(5);
    /** The KCL comes back for the end of a shard. */
    static final Duration ENDING = Duration.ofSeconds(30);
    /** The KCL's checkpoint says where its next worker begins to read, and costs a write; the position is the server's. */
    static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(10);

    /** A lease is a shard's owner: he waits for a server, and for whoever else has the shard, as long as he has the lease. */
    private static final RelayPatience.Ends PATIENT =
            new RelayPatience.Ends(RelayPatience.FOREVER, RelayPatience.FOREVER, RelayPatience.FOREVER);

    private static final Duration CALL_BASE = Duration.ofMillis(100);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    private static final Duration FAILED_BASE = Duration.ofSeconds(5);
    private static final Duration FAILED_MAX = Duration.ofMinutes(1);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(FleetShard.class);

    private final FleetWorld world;
    private final String shardId;
    private final LeasedPages pages;
    private final Backoff calls;
    private final Backoff failures;
    /** Whoever gets the lease takes the shard, once: from whom the lease was taken. */
    private boolean mayTakeOver;
    /** Null until it is known where the shard comes from, and between two tries. */
    private @Nullable ShardRelay relay;

    private boolean ended;
    private boolean left;
    /** On the clock of what has elapsed. */
    private Duration goesOnAt = Duration.ZERO;
    /** Those that the server wants first, and that the KCL takes for read. */
    private final Queue<FleetShard> parents = new ArrayDeque<>();

    private Position durable = Position.TRIM_HORIZON;
    private Position checkpoint;
    private Duration checkpointDue = Duration.ZERO;

    private FleetShard(FleetWorld world, String shardId, Position checkpoint, boolean mayTakeOver) {
        this.world = world;
        this.shardId = shardId;
        this.checkpoint = checkpoint;
        this.mayTakeOver = mayTakeOver;
        var random = world.randoms().get();
        pages = new LeasedPages(
                new ShardReader(world.stream(), shardId, world.readsPerSecond(), world.room(), world.clock(), random),
                world.clock());
        calls = new Backoff(CALL_BASE, CALL_MAX, random);
        failures = new Backoff(FAILED_BASE, FAILED_MAX, random);
    }

    /** @param checkpoint the KCL's, where it begins to read */
    public static FleetShard leased(FleetWorld world, String shardId, Position checkpoint) {
        return new FleetShard(world, shardId, checkpoint, true);
    }

    /** Without a lease: whoever else brings it meanwhile is waited for. */
    private static FleetShard parent(FleetWorld world, String shardId) {
        var parent = new FleetShard(world, shardId, Position.TRIM_HORIZON, false);
        parent.pages.goOnAlone();
        return parent;
    }

    /** Returns when the server has it, or in a few seconds: what it does not have by then is read again by ourselves. */
    public synchronized void bring(List<StoredRecord> records, long millisBehind) {
        pages.bring(records, millisBehind);
        run(() -> pages.areBrought() && parents.isEmpty(), BRINGING);
    }

    /** Whether the server has acknowledged the end of the shard, to which it is read by ourselves. */
    public synchronized boolean finish() {
        pages.goOnAlone();
        run(() -> ended, ENDING);
        return ended;
    }

    /** Up to where the KCL may be told that all is done: that is on the server's disk. Null if there is nothing new to tell. */
    public synchronized @Nullable Position due(boolean isLast) {
        var brought = pages.lastBrought();
        if (brought == null || !isLast && world.clock().elapsed().compareTo(checkpointDue) < 0) {
            return null;
        }
        var safe = durable.compareTo(brought) < 0 ? durable : brought;
        return safe.compareTo(checkpoint) > 0 ? safe : null;
    }

    /** The KCL was told. */
    public synchronized void checkpointed(Position position) {
        checkpoint = position;
        checkpointDue = world.clock().elapsed().plus(BETWEEN_CHECKPOINTS);
    }

    /** The shard is another's from now on. */
    public synchronized void leave() {
        left = true;
        end();
    }

    private void end() {
        parents.forEach(FleetShard::leave);
        parents.clear();
        if (relay != null) {
            relay.close();
            relay = null;
        }
        world.metrics().end(shardId);
    }

    private void run(BooleanSupplier isDone, Duration patience) {
        var clock = world.clock();
        var until = clock.elapsed().plus(patience);
        while (!left && !ended) {
            var idle = turn();
            var rest = until.minus(clock.elapsed());
            if (isOver(rest) || idle.compareTo(Duration.ZERO) > 0 && isDone.getAsBoolean()) {
                return;
            }
            if (!world.waiter().await(idle.compareTo(rest) < 0 ? idle : rest)) {
                return;
            }
        }
    }

    private static boolean isOver(Duration rest) {
        return rest.compareTo(Duration.ZERO) <= 0;
    }

    /** For how long there is nothing to do. */
    private Duration turn() {
        var pause = goesOnAt.minus(world.clock().elapsed());
        if (!isOver(pause)) {
            return pause;
        }
        try {
            if (!parents.isEmpty()) {
                return turnOfParent();
            }
            if (relay == null) {
                relay = relay();
            }
            var idle = relay.doWork();
            return idle == null ? ended(relay.outcome()) : idle;
        } catch (StreamException e) {
            return e.mayPass() ? calls.next() : failed(e.getMessage());
        } catch (AppException e) {
            return failed(e.getMessage());
        }
    }

    private Duration turnOfParent() {
        var parent = parents.element();
        if (parent.ended) {
            parents.remove().leave();
            return Duration.ZERO;
        }
        return parent.turn();
    }

    private ShardRelay relay() {
        var hello = Hello.of(
                world.caller(),
                world.identity(),
                ShardOrigin.of(shardId, world.stream()),
                new Terms(mayTakeOver, world.acceptLoss(), false));
        return new ShardRelay(
                hello,
                world.server(),
                pages,
                world.retention()::current,
                PATIENT,
                world.clock(),
                world.randoms().get(),
                this);
    }

    private Duration ended(@Nullable Outcome outcome) {
        if (outcome instanceof Outcome.ShardEnded) {
            LOG.info("{}: read to its end", shardId);
            end();
            ended = true;
            return Duration.ZERO;
        } else if (outcome instanceof Outcome.TurnedAway turnedAway) {
            world.end().accept(AppException.failed(turnedAway.text()));
            return anew(FAILED_MAX);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            return failed(rejected.text());
        } else if (outcome instanceof Outcome.Lost lost) {
            LOG.info("{}: {}", shardId, lost.text());
        }
        return anew(TAKEN_OVER);
    }

    /** Others are read on meanwhile; and what is amiss here would be so for the next worker too. */
    private Duration failed(String why) {
        var pause = failures.next();
        LOG.warn("{} is not read, and is tried again in {} s: {}", shardId, pause.toSeconds(), why);
        return anew(pause);
    }

    private Duration anew(Duration pause) {
        end();
        goesOnAt = world.clock().elapsed().plus(pause);
        return pause;
    }

    @Override
    public String name() {
        return shardId;
    }

    @Override
    public void waitsFor(List<String> unread) {
        if (parents.isEmpty()) {
            LOG.info("{}: the ranking lacks the end of {}, which is read first", shardId, String.join(", ", unread));
            unread.forEach(each -> parents.add(parent(world, each)));
        }
    }

    @Override
    public void welcomed() {
        mayTakeOver = false;
        world.metrics().begin(shardId);
    }

    @Override
    public void applied(Batch batch, Ack ack, Instant readAt, Instant sentAt) {
        durable = ack.durable();
        calls.reset();
        failures.reset();
        world.metrics().applied(shardId, batch.records(), batch.millisBehindLatest());
    }
}
