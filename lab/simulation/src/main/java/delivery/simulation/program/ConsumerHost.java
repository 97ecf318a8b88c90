package delivery.simulation.program;

import delivery.app.AppException;
import delivery.consumer.Consumer;
import delivery.consumer.Consumer.ConsumerOptions;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamException;
import delivery.protocol.Message.StreamIdentity;
import delivery.relay.RankingPort;
import delivery.simulation.world.World;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code consumer}. */
public final class ConsumerHost extends SimulatedProgram {
    private static final Duration START = Duration.ofMillis(300);

    private final List<RankingHost> servers;
    private final @Nullable String shardId;
    private final boolean takeover;
    private final boolean share;
    private boolean acceptLoss;

    /** @param shardId null for all shards */
    public ConsumerHost(World world, List<RankingHost> servers, @Nullable String shardId, boolean takeover) {
        this(world, servers, shardId, takeover, false);
    }

    private ConsumerHost(
            World world, List<RankingHost> servers, @Nullable String shardId, boolean takeover, boolean share) {
        super(world);
        this.servers = servers;
        this.shardId = shardId;
        this.takeover = takeover;
        this.share = share;
    }

    /** One that is to have this shard for itself, unless the one that has it has no other. */
    public static ConsumerHost sharing(World world, List<RankingHost> servers, String shardId) {
        return new ConsumerHost(world, servers, shardId, false, true);
    }

    @Override
    public void start() {
        host = world.host("consumer");
        host.after(START, this::relay);
    }

    private void relay() {
        try {
            var port = world.port(host);
            var stream = port.describe();
            var all = port.shards();
            var settings = new ConsumerOptions(
                    new StreamIdentity(
                            stream.name(), stream.arn(), stream.createdAt().toEpochMilli()),
                    "",
                    host.name(),
                    world.plan().consumerReads(),
                    takeover,
                    acceptLoss,
                    share);
            var consumer = new Consumer(
                    port,
                    null,
                    servers.stream()
                            .<RankingPort>map(server -> () -> server.connect(host))
                            .toList(),
                    settings,
                    time,
                    world::newRandom,
                    new PrometheusRegistry(),
                    host,
                    new Failures());
            consumer.start(asked(all), all);
            if (shardId == null) {
                consumer.watch();
            }
        } catch (StreamException e) {
            host.fail(e);
        }
    }

    private final class Failures implements Consumer.Listener {
        @Override
        public void failed(AppException cause) {
            host.fail(cause);
        }

        /** A person who reads that loss is to be accepted stops the consumer, to start it again with that. */
        @Override
        public void failed(String shardId, AppException cause) {
            if (cause.getMessage().contains("--accept-loss")) {
                host.fail(cause);
            }
        }
    }

    private List<Shard> asked(List<Shard> all) {
        return all.stream()
                .filter(shard -> shardId == null || shard.shardId().equals(shardId))
                .toList();
    }

    /** From its next life on. */
    public void acceptLoss() {
        acceptLoss = true;
    }

    public boolean hasRefusedLoss() {
        var failure = host.failure();
        return !acceptLoss
                && failure != null
                && String.valueOf(failure.getMessage()).contains("--accept-loss");
    }

    public ConsumerHost successor() {
        return new ConsumerHost(world, servers, shardId, true);
    }

    @Override
    public void stop() {
        host.end();
    }
}
