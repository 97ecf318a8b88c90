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
import delivery.protocol.Batch;
import delivery.protocol.Message.StreamIdentity;
import delivery.relay.ConsumerMetrics;
import delivery.relay.RankingPort;
import delivery.relay.RetentionLookup;
import delivery.trace.EventTrace;
import delivery.trace.EventTrace.Step;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads shards for the ranking servers, an agent each, from those that were asked for on to all that follow from them.
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
    private final ConsumerOptions settings;
    private final Time clock;
    private final Supplier<RandomGenerator> randoms;
    private final Agents agents;
    private final Listener listener;
    private final RetentionLookup retention;
    private final ShardPages pages;
    private final List<ServerFeed> feeds;

    private EventTrace trace = EventTrace.OFF;

    /**
     * @param fanOut what to be sent the records by; null to poll for them
     * @param servers each with a position and a pace of its own; one or more
     * @param randoms one for each use
     * @param agents where shards are read, {@code shard-relay-<shard>}, and watched, {@code shard-watch}
     */
    public Consumer(
            KinesisStream stream,
            @Nullable FanOut fanOut,
            List<? extends RankingPort> servers,
            ConsumerOptions settings,
            Time clock,
            Supplier<RandomGenerator> randoms,
            PrometheusRegistry registry,
            Agents agents,
            Listener listener) {
        this.stream = stream;
        this.settings = settings;
        this.clock = clock;
        this.randoms = randoms;
        this.agents = agents;
        this.listener = listener;
        var metrics = new ConsumerMetrics(settings.stream.name(), clock, registry);
        retention = new RetentionLookup(stream, clock);
        var isOneOfMany = servers.size() > 1;
        pages = new ShardPages(stream, fanOut, settings.readsPerSecond, isOneOfMany, clock, randoms);
        feeds = servers.stream()
                .map(server -> new ServerFeed(this, server, isOneOfMany, metrics))
                .toList();
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
        var role = settings.share ? ShardRole.SHARED : ShardRole.ASKED;
        // All are known before the first one can fail: it must not take itself for the only one.
        var members = feeds.stream().map(feed -> feed.add(asked, role, all)).toList();
        for (var i = 0; i < feeds.size(); i++) {
            feeds.get(i).begin(members.get(i));
        }
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
                var open = all.stream().filter(Shard::open).toList();
                feeds.forEach(feed -> feed.start(open, ShardRole.FOLLOWED, all));
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

    boolean canBringToOthers(ServerFeed feed) {
        return feeds.stream().anyMatch(each -> each != feed && each.canBring());
    }

    boolean hasOneServer() {
        return feeds.size() == 1;
    }

    void told(String shardId, AppException cause) {
        listener.failed(shardId, cause);
    }

    void end(AppException cause) {
        listener.failed(cause);
    }

    /** The server has acknowledged it; that of one server is told. */
    void trace(ServerFeed feed, Batch batch, Instant readAt, Instant sentAt) {
        if (feed != feeds.get(0)) {
            return;
        }
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

    ConsumerOptions settings() {
        return settings;
    }

    ShardPages pages() {
        return pages;
    }

    RetentionLookup retention() {
        return retention;
    }

    Agents agents() {
        return agents;
    }

    RandomGenerator newRandom() {
        return randoms.get();
    }
}
