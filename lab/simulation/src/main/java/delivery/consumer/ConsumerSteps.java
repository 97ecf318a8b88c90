package delivery.consumer;

import delivery.app.Agents;
import delivery.app.AppException;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.Shard;
import delivery.protocol.Message;
import delivery.protocol.Message.StreamIdentity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** {@code consumer} without its threads and its socket. */
public final class ConsumerSteps {
    private ConsumerSteps() {}

    /** The ranking server as a consumer sees it. */
    @FunctionalInterface
    public interface Server {
        Line connect() throws IOException;
    }

    /** A connection to it: as {@code RankingServer.Session}. */
    public interface Line {
        void send(Message question) throws IOException;

        Message receive() throws IOException;

        void close();
    }

    /** The flags of the program, and what it learns at its start. */
    public record Settings(
            StreamIdentity stream,
            String holder,
            double readsPerSecond,
            boolean takeover,
            boolean acceptLoss,
            boolean share) {}

    /**
     * @param watches whether it stands by for all other shards too
     * @param onShardFailure told why a shard is not read, while others are
     */
    public static void start(
            KinesisStream stream,
            Settings settings,
            Server server,
            List<Shard> asked,
            List<Shard> all,
            boolean watches,
            Time clock,
            Supplier<RandomGenerator> randoms,
            Agents agents,
            Consumer<AppException> onFailure,
            Consumer<AppException> onShardFailure) {
        var relays = new Relays(
                stream,
                new Relays.Settings(
                        settings.stream,
                        () -> session(server.connect()),
                        "",
                        settings.holder,
                        settings.readsPerSecond,
                        settings.takeover,
                        settings.acceptLoss,
                        settings.share),
                clock,
                randoms,
                new ConsumerMetrics(settings.stream.name(), clock, new PrometheusRegistry()),
                agents,
                new Relays.Listener() {
                    @Override
                    public void failed(AppException cause) {
                        onFailure.accept(cause);
                    }

                    @Override
                    public void failed(String shardId, AppException cause) {
                        onShardFailure.accept(cause);
                    }
                });
        relays.start(asked, all);
        if (watches) {
            relays.watch();
        }
    }

    private static RankingServer.Session session(Line line) {
        return new RankingServer.Session() {
            @Override
            public void send(Message question) throws IOException {
                line.send(question);
            }

            @Override
            public Message receive() throws IOException {
                return line.receive();
            }

            @Override
            public void close() {
                line.close();
            }
        };
    }
}
