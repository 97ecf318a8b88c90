package delivery.fleet.kcl;

import delivery.fleet.shard.FleetShard;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** What a worker tells Prometheus of its leases and of what the KCL asks for, which costs. Thread-safe. */
final class FleetMetrics {
    private final Gauge leases;
    private final Counter calls;
    private final Set<FleetShard> left = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    FleetMetrics(PrometheusRegistry registry) {
        leases = Gauge.builder()
                .name("delivery_fleet_leases")
                .help("Shards whose lease this worker has.")
                .register(registry);
        calls = Counter.builder()
                .name("delivery_fleet_calls_total")
                .help("Calls of the KCL to AWS, attempts that failed included.")
                .labelNames("service", "operation")
                .register(registry);
    }

    void gained() {
        leases.inc();
    }

    /** May be told more than once. */
    void left(FleetShard shard) {
        if (left.add(shard)) {
            leases.dec();
        }
    }

    ExecutionInterceptor counting() {
        return new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                calls.labelValues(
                                attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
                                attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))
                        .inc();
            }
        };
    }
}
