package delivery.consumer;

import delivery.app.Agent;
import delivery.app.Agents;
import delivery.app.AppException;
import delivery.app.Backoff;
import delivery.app.Time;
import delivery.kinesis.FanOut;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.kinesis.read.PageRoom;
import delivery.kinesis.read.PageSource;
import delivery.kinesis.read.SentPages;
import delivery.kinesis.read.ShardReader;
import delivery.protocol.Batch;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.trace.EventTrace;
import delivery.trace.EventTrace.Step;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads shards for the ranking server, an agent each, from those that were asked for on to all that follow from them.
 * One that cannot be read is tried again, as long as there is another that can; the process ends when there is none.
 * Makes no threads: whoever runs it says where its agents take their turns. Thread-safe.
 */
public final class Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);

    /** How often one looks for shards that nobody reads. */
    private static final Duration WATCH = Duration.ofSeconds(5);

    private static final Duration CALL_BASE = Duration.ofMillis(100);
    private static final Duration CALL_MAX = Duration.ofSeconds(5);

    /**
     * As the program's flags, and what it learns at its start.
     *
     * @param token of the server; empty for none
     * @param holder how the server names us to others
     * @param readsPerSecond and shard, of the five that all readers share
     * @param takeover whether to take shards from the consumer that has them
     * @param acceptLoss whether to go on over records that can no longer be read
     * @param share whether to have a shard handed over by a consumer that has others too
     */
    public record ConsumerOptions(
            StreamIdentity stream,
            String token,
            String holder,
            double readsPerSecond,
            boolean takeover,
            boolean acceptLoss,
            boolean share) {}

    /** Told when a shard cannot be read: a person would read it in the log. */
    public interface Listener {
        /** The process has to end by this. */
        void failed(AppException cause);

        /** The other shards are read on. */
        default void failed(String shardId, AppException cause) {}
    }

    private final KinesisStream stream;
    private final RankingPort server;
    private final ConsumerOptions settings;
    private final Time clock;
    private final Supplier<RandomGenerator> randoms;
    private final ConsumerMetrics metrics;
    private final Agents agents;
    private final Listener listener;
    private final RetentionLookup retention;
    private final ShardLineage lineage = new ShardLineage();
    private final PageRoom room = PageRoom.ofHeap();
    /** Null to poll. */
    private final FanOut fanOut;

    private EventTrace trace = EventTrace.OFF;

    /**
     * @param fanOut what to be sent the records by; null to poll for them
     * @param randoms one for each use
     * @param agents where shards are read, {@code shard-relay-<shard>}, and watched, {@code shard-watch}
     */
    public Consumer(
            KinesisStream stream,
            FanOut fanOut,
            RankingPort server,
            ConsumerOptions settings,
            Time clock,
            Supplier<RandomGenerator> randoms,
            PrometheusRegistry registry,
            Agents agents,
            Listener listener) {
        this.stream = stream;
        this.fanOut = fanOut;
        this.server = server;
        this.settings = settings;
        this.clock = clock;
        this.randoms = randoms;
        this.agents = agents;
        this.listener = listener;
        metrics = new ConsumerMetrics(settings.stream.name(), clock, registry);
        retention = new RetentionLookup(stream, clock);
    }

    /** Tells how events are read and brought; to be called before it starts. The trace is not closed with this. */
    public Consumer tracedBy(EventTrace told) {
        trace = told;
        return this;
    }

    /**
     * @param asked to be read
     * @param all that the stream lists
     */
    public void start(List<Shard> asked, List<Shard> all) {
        start(asked, settings.share ? ShardRole.SHARED : ShardRole.ASKED, all);
    }

    /** Begins with those that are not read here. */
    void start(Collection<Shard> shards, ShardRole role, List<Shard> all) {
        lineage.add(shards, role, all)
                .forEach(member -> agents.start("shard-relay-" + member.shardId(), new ShardFollower(this, member)));
    }

    /**
     * From now on stands by for every open shard that is not read here: a consumer that died, perhaps between the end of
     * a shard and its children, leaves nothing behind. Nor does a relay of this process.
     */
    public void watch() {
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
                start(all.stream().filter(Shard::open).toList(), ShardRole.FOLLOWED, all);
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

    private PageSource pages(String shardId) {
        var polling = new ShardReader(stream, shardId, settings.readsPerSecond, room, clock, randoms.get());
        return fanOut == null ? polling : new SentPages(fanOut, shardId, polling, clock, randoms.get());
    }

    ShardRelay relay(ShardLineage.Member member, ShardRelay.Listener told) {
        var hello = Hello.of(
                new Caller(settings.holder, settings.token),
                settings.stream,
                member.identity(),
                new Terms(
                        settings.takeover && member.mayTakeOver(),
                        settings.acceptLoss,
                        member.role() == ShardRole.SHARED));
        return new ShardRelay(
                hello,
                server,
                pages(member.shardId()),
                retention::current,
                member.role().patience(),
                clock,
                randoms.get(),
                told);
    }

    /** False if that was the last that could be read: then the process ends by the cause. */
    boolean goOnWithout(ShardLineage.Member member, AppException cause) {
        var others = member.failed();
        if (others) {
            listener.failed(member.shardId(), cause);
        } else {
            end(cause);
        }
        return others;
    }

    void end(AppException cause) {
        listener.failed(cause);
    }

    /** The server has acknowledged it. */
    void trace(Batch batch, Instant readAt, Instant sentAt) {
        var acknowledgedAt = trace.now();
        for (var record : batch.events()) {
            if (trace.isKept(record.event())) {
                trace.step(Step.STORED, record.event(), Instant.ofEpochMilli(record.arrivedAtMillis()), readAt);
                trace.step(Step.READ, record.event(), readAt, sentAt);
                trace.step(Step.BROUGHT, record.event(), sentAt, acknowledgedAt);
            }
        }
    }

    KinesisStream stream() {
        return stream;
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
