package delivery.consumer;

import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.app.ExitCode;
import delivery.app.Threads;
import delivery.app.Waiter;
import delivery.consumer.ShardRelay.Outcome;
import delivery.consumer.ShardRelay.Patience;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardReader;
import delivery.kinesis.StreamException;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relays of this process, a thread each, from the shards that were asked for on to all that follow from them. */
final class Relays implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relays.class);
    private static final Duration FOREVER = Duration.ofDays(36_500);
    /** Two consumers started for one shard: the second is told soon. A restarted one outlives its ghost's last moments. */
    private static final Duration BUSY = Duration.ofSeconds(3);

    private static final Duration SERVER_STARTS = Duration.ofSeconds(5);

    /** What all relays have in common. */
    record Settings(
            StreamIdentity stream,
            ServerAddress server,
            String token,
            String holder,
            double readsPerSecond,
            boolean takeover,
            boolean acceptLoss) {}

    /** Why a shard is read here, which decides what its end means. */
    private enum Why {
        /** By the user's flags: not getting it is a failure. */
        ASKED(new Patience(SERVER_STARTS, BUSY, FOREVER)),
        /** The child of a shard that ended here: whoever comes first has it. */
        FOLLOWED(new Patience(FOREVER, Duration.ZERO, Duration.ZERO)),
        /** An asked-for shard waits for it, and nobody else may be reading it. */
        PARENT(new Patience(FOREVER, Duration.ZERO, Duration.ZERO));

        private final Patience patience;

        Why(Patience patience) {
            this.patience = patience;
        }
    }

    private final KinesisStream stream;
    private final Settings settings;
    private final InstantSource clock;
    private final Waiter waiter;
    private final ConsumerMetrics metrics;
    private final Consumer<AppException> onFailure;

    private final Set<String> shards = new HashSet<>();
    private final Queue<Thread> threads = new ArrayDeque<>();

    /** @param onFailure told what has to end the process */
    Relays(
            KinesisStream stream,
            Settings settings,
            InstantSource clock,
            Waiter waiter,
            ConsumerMetrics metrics,
            Consumer<AppException> onFailure) {
        this.stream = stream;
        this.settings = settings;
        this.clock = clock;
        this.waiter = waiter;
        this.metrics = metrics;
        this.onFailure = onFailure;
    }

    void start(List<Shard> asked, List<Shard> all) {
        asked.forEach(shard -> start(shard, Why.ASKED, all));
    }

    private synchronized void start(Shard shard, Why why, List<Shard> all) {
        if (!shards.add(shard.shardId())) {
            return;
        }
        var relay = relay(shard, why, all);
        var thread = new Thread(() -> run(shard.shardId(), why, relay), "shard-relay-" + shard.shardId());
        threads.add(thread);
        thread.start();
    }

    private ShardRelay relay(Shard shard, Why why, List<Shard> all) {
        var listed = shard.parents().stream()
                .filter(parent -> all.stream().anyMatch(other -> other.shardId().equals(parent)))
                .toList();
        var expired = shard.parents().stream()
                .filter(parent -> !listed.contains(parent))
                .toList();
        var hello = new Hello(
                Message.OLDEST_VERSION,
                Message.VERSION,
                settings.token,
                settings.stream,
                new ShardIdentity(
                        shard.shardId(),
                        listed,
                        shard.startingHashKey().toString(),
                        shard.endingHashKey().toString(),
                        expired),
                settings.holder,
                settings.takeover && why == Why.ASKED,
                settings.acceptLoss);
        var reader = new ShardReader(stream, shard.shardId(), settings.readsPerSecond, clock, waiter, new Random());
        return new ShardRelay(
                hello, settings.server, reader, why.patience, clock, waiter, new Random(), new RelayListener(why));
    }

    private void run(String shardId, Why why, ShardRelay relay) {
        try {
            ended(shardId, why, relay.run());
        } catch (StreamException e) {
            onFailure.accept(e.toExit());
        } catch (RuntimeException e) {
            LOG.debug("unexpected", e);
            onFailure.accept(new AppException(ExitCode.FAILED, shardId + ": unexpected " + e, e));
        }
    }

    private void ended(String shardId, Why why, Outcome outcome) {
        if (outcome instanceof Outcome.ShardEnded end) {
            LOG.info("{}: read to its end", shardId);
            if (why != Why.PARENT) {
                follow(shardId, end.children());
            }
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
    }

    private void follow(String shardId, List<Shard> told) {
        var all = listShards();
        var children = told.isEmpty()
                ? all.stream()
                        .filter(shard -> shard.parents().contains(shardId))
                        .toList()
                : told;
        children.forEach(child -> start(child, Why.FOLLOWED, all));
    }

    private synchronized void forget(String shardId) {
        shards.remove(shardId);
    }

    private List<Shard> listShards() {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random());
        do {
            try {
                return stream.shards();
            } catch (StreamException e) {
                if (!e.isTransient()) {
                    throw e;
                }
            }
        } while (waiter.await(backoff.next()));
        return List.of();
    }

    /** Waits until every relay has ended, also those that an ending one starts. */
    @Override
    public void close() {
        for (var thread = next(); thread != null; thread = next()) {
            Threads.join(thread);
        }
    }

    private synchronized Thread next() {
        return threads.poll();
    }

    private final class RelayListener implements ShardRelay.Listener {
        private final Why why;

        RelayListener(Why why) {
            this.why = why;
        }

        /** A shard whose parents nobody reads would wait for ever: so we read them, unless someone else does. */
        @Override
        public void waitsFor(List<String> parents) {
            if (why == Why.FOLLOWED) {
                return;
            }
            var all = listShards();
            all.stream()
                    .filter(shard -> parents.contains(shard.shardId()))
                    .forEach(parent -> start(parent, Why.PARENT, all));
        }

        @Override
        public void applied(String shardId, int records, long millisBehindLatest) {
            metrics.applied(shardId, records, millisBehindLatest);
        }
    }
}
