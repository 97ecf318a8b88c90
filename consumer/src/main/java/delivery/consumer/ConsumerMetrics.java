package delivery.consumer;

import delivery.app.Time;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a consumer tells Prometheus. Thread-safe. */
final class ConsumerMetrics {
    private final String stream;
    private final Counter records;
    private final Gauge lag;
    private final Gauge longestPause;
    private final Time clock;
    private final Map<String, Pauses> pauses = new ConcurrentHashMap<>();

    /** Between two pages of a shard; longest in milliseconds. */
    private record Pauses(long lastMillis, long longest) {
        Pauses next(long millis) {
            return new Pauses(millis, Math.max(longest, millis - lastMillis));
        }
    }

    ConsumerMetrics(String stream, Time clock, PrometheusRegistry registry) {
        this.stream = stream;
        this.clock = clock;
        records = Counter.builder()
                .name("delivery_consumer_records_total")
                .help("Records that the ranking server acknowledged.")
                .labelNames("stream", "shard")
                .register(registry);
        lag = Gauge.builder()
                .name("delivery_consumer_lag_seconds")
                .help("How far behind the tip of the shard the last page ended.")
                .labelNames("stream", "shard")
                .register(registry);
        longestPause = Gauge.builder()
                .name("delivery_consumer_longest_pause_seconds")
                .help("The longest time between two pages of the shard that the ranking server acknowledged.")
                .labelNames("stream", "shard")
                .register(registry);
    }

    void applied(String shardId, int count, long millisBehindLatest) {
        records.labelValues(stream, shardId).inc(count);
        lag.labelValues(stream, shardId).set(millisBehindLatest / 1_000.0);
        var now = clock.millis();
        var pause = pauses.compute(shardId, (id, last) -> last == null ? new Pauses(now, 0) : last.next(now));
        longestPause.labelValues(stream, shardId).set(pause.longest() / 1_000.0);
    }
}
