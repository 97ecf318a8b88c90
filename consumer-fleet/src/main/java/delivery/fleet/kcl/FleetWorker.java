package delivery.fleet.kcl;

import delivery.app.Waiter;
import delivery.fleet.shard.FleetWorld;
import delivery.kinesis.aws.AwsAccess;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** This process as a worker of the fleet. */
public final class FleetWorker implements AutoCloseable {
    private final KclWorker worker;

    private FleetWorker(KclWorker worker) {
        this.worker = worker;
    }

    /**
     * @param tables where DynamoDB is; null: as the SDK finds it
     * @throws delivery.app.AppException if its table cannot be used
     */
    public static FleetWorker start(
            AwsAccess access,
            @Nullable URI tables,
            KclSettings settings,
            FleetWorld world,
            PrometheusRegistry registry,
            Waiter waiter) {
        var metrics = new FleetMetrics(registry);
        var clients = new FleetClients(access, tables, metrics.counting());
        try {
            var where =
                    tables == null ? "the SDK's endpoint in " + access.region().id() : tables.toString();
            var stream = world.identity();
            new LeaseTable(clients.dynamo, settings, where, waiter)
                    .prepare(settings.mark(stream.arn(), stream.createdAtMillis()));
            var worker = new KclWorker(settings, world, clients, metrics);
            worker.start();
            return new FleetWorker(worker);
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    /** Not the clients: what they have open ends with the process, and closing waits seconds for each. */
    @Override
    public void close() {
        worker.close();
    }
}
