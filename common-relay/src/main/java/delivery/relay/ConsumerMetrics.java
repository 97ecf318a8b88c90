package delivery.relay;

import delivery.app.Time;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a consumer tells Prometheus, of the shards that it has. Both lag and pause grow while nothing is acknowledged,
 * whatever the reason. Thread-safe.
 */
public final class ConsumerMetrics {
    private final String stream;
    private final Counter records;
    private final Time clock;
    private final Map<Lane, Progress> lanes = new ConcurrentHashMap<>();

    /** A shard on its way to one server. */
    private record Lane(String server, String shardId) {}

    /**
     * How a shard comes on.
     *
     * @param at when the server answered last, on the clock of what has elapsed
     * @param behind how far behind the tip the shard was then
     */
    private record Progress(Duration at, Duration behind, Duration longestPause) {
        Progress next(Duration now, Duration nowBehind) {
            return new Progress(now, nowBehind, pause(now));
        }

        Duration pause(Duration now) {
            var pause = now.minus(at);
            return pause.compareTo(longestPause) > 0 ? pause : longestPause;
        }

        Duration lag(Duration now) {
            return behind.plus(now).minus(at);
        }
    }

    public ConsumerMetrics(String stream, Time clock, PrometheusRegistry registry) {
        this.stream = stream;
        this.clock = clock;
        records = Counter.builder()
                .name("delivery_consumer_records_total")
                .help("Records that the ranking server acknowledged.")
                .labelNames("stream", "shard", "server")
                .register(registry);
        GaugeWithCallback.builder()
                .name("delivery_consumer_lag_seconds")
                .help("How far behind the tip of the shard the last page ended, and the time since the ranking server"
                        + " acknowledged it.")
                .labelNames("stream", "shard", "server")
                .callback(gauge -> tell(gauge, (progress, now) -> progress.lag(now)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("delivery_consumer_longest_pause_seconds")
                .help(
                        "The longest time between two pages of the shard that the ranking server acknowledged, or since the"
                                + " last one.")
                .labelNames("stream", "shard", "server")
                .callback(gauge -> tell(gauge, Progress::pause))
                .register(registry);
    }

    private interface Figure {
        Duration of(Progress progress, Duration now);
    }

    private void tell(GaugeWithCallback.Callback gauge, Figure figure) {
        var now = clock.elapsed();
        lanes.forEach((lane, progress) ->
                gauge.call(figure.of(progress, now).toMillis() / 1_000.0, stream, lane.shardId, lane.server));
    }

    public OfServer of(String server) {
        return new OfServer(server);
    }

    /** What it is told of one ranking server. */
    public final class OfServer {
        private final String server;

        private OfServer(String server) {
            this.server = server;
        }

        /** From now on the shard is waited for. */
        public void begin(String shardId) {
            lanes.putIfAbsent(new Lane(server, shardId), new Progress(clock.elapsed(), Duration.ZERO, Duration.ZERO));
            records.labelValues(stream, shardId, server);
        }

        public void applied(String shardId, int count, long millisBehindLatest) {
            records.labelValues(stream, shardId, server).inc(count);
            var behind = Duration.ofMillis(millisBehindLatest);
            lanes.computeIfPresent(new Lane(server, shardId), (lane, before) -> before.next(clock.elapsed(), behind));
        }

        /** It has ended, or is another's. */
        public void end(String shardId) {
            lanes.remove(new Lane(server, shardId));
            records.remove(stream, shardId, server);
        }
    }
}
