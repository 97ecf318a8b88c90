package delivery.consumer;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What a consumer tells Prometheus. Thread-safe. */
final class ConsumerMetrics {
    private final String stream;
    private final Counter records;
    private final Gauge lag;

    ConsumerMetrics(String stream, PrometheusRegistry registry) {
        this.stream = stream;
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
    }

    void applied(String shardId, int count, long millisBehindLatest) {
        records.labelValues(stream, shardId).inc(count);
        lag.labelValues(stream, shardId).set(millisBehindLatest / 1_000.0);
    }
}
