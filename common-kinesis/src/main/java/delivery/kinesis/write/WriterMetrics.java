package delivery.kinesis.write;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the writer counts, in its turns. One writer a registry. */
final class WriterMetrics {
    private final String stream;
    private final Counter records;
    private final Counter throttled;
    private final Counter retries;
    private final Histogram putSeconds;
    /** By shard: looking it up among all labels is most of what a count costs. */
    private final Map<String, CounterDataPoint> stored = new HashMap<>();

    WriterMetrics(String stream, Inbox inbox, PrometheusRegistry registry) {
        this.stream = stream;
        records = Counter.builder()
                .name("delivery_producer_records_total")
                .help("Records by what became of one attempt to put them: stored, throttled, failed.")
                .labelNames("stream", "shard", "outcome")
                .register(registry);
        throttled = Counter.builder()
                .name("delivery_producer_throttled_records_total")
                .help("Records that the service refused for a shard's quota; they are put again.")
                .labelNames("stream", "shard")
                .register(registry);
        retries = Counter.builder()
                .name("delivery_producer_retries_total")
                .help("Records put again, for a failure of their own (entry) or of their whole call (call).")
                .labelNames("stream", "reason")
                .register(registry);
        putSeconds = Histogram.builder()
                .name("delivery_producer_put_seconds")
                .help("Time of a PutRecords call, failed ones included.")
                .labelNames("stream")
                .classicOnly()
                .register(registry);
        GaugeWithCallback.builder()
                .name("delivery_producer_inbox_records")
                .help("Records that wait for their first attempt.")
                .labelNames("stream")
                .callback(gauge -> gauge.call(inbox.size(), stream))
                .register(registry);
        GaugeWithCallback.builder()
                .name("delivery_producer_unstored_records")
                .help("Records accepted and not yet stored, wherever they wait.")
                .labelNames("stream")
                .callback(gauge -> gauge.call(inbox.unsettled(), stream))
                .register(registry);
    }

    void stored(String shardId) {
        stored.computeIfAbsent(shardId, shard -> records.labelValues(stream, shard, "stored"))
                .inc();
    }

    void failed(String expectedShard, boolean byQuota) {
        records.labelValues(stream, expectedShard, byQuota ? "throttled" : "failed")
                .inc();
        if (byQuota) {
            throttled.labelValues(stream, expectedShard).inc();
        }
        retries.labelValues(stream, "entry").inc();
    }

    void callFailed(int entries) {
        retries.labelValues(stream, "call").inc(entries);
    }

    void putTook(Duration time) {
        putSeconds.labelValues(stream).observe(time.toNanos() / 1e9);
    }
}
