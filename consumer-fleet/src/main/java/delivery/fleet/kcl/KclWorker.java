package delivery.fleet.kcl;

import delivery.app.AppException;
import delivery.app.Threads;
import delivery.fleet.shard.FleetWorld;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** A worker of the KCL, in a thread of its own and those that the KCL makes. */
final class KclWorker implements AutoCloseable {
    private static final Duration DISPATCH = Duration.ofMillis(250);
    private static final Duration HANDING_BACK = Duration.ofSeconds(6);
    private static final Duration ENDING = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(KclWorker.class);

    private final KclSettings settings;
    private final FleetWorld world;
    private final FleetClients clients;
    private final Scheduler scheduler;
    private final Thread thread;
    private volatile @Nullable Throwable cause;

    KclWorker(KclSettings settings, FleetWorld world, FleetClients clients, FleetMetrics metrics) {
        this.settings = settings;
        this.world = world;
        this.clients = clients;
        var horizon = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        var configs = new ConfigsBuilder(
                        new SingleStreamTracker(world.identity().name(), horizon),
                        settings.application(),
                        clients.kinesis,
                        clients.dynamo,
                        clients.cloudWatch,
                        settings.worker(),
                        () -> new LeasedShard(world, metrics))
                .tableName(settings.table());
        scheduler = new Scheduler(
                configs.checkpointConfig(),
                coordinator(configs.coordinatorConfig()),
                leases(configs.leaseManagementConfig()),
                configs.lifecycleConfig().aggregatorUtil(new WholeRecords()),
                metrics(configs.metricsConfig()),
                // Also that there is nothing: it says that the lease is still ours.
                configs.processorConfig().callProcessRecordsEvenForEmptyRecordList(true),
                configs.retrievalConfig().retrievalSpecificConfig(retrieval()));
        thread = Threads.make("kcl", this::run);
    }

    void start() {
        thread.start();
    }

    /** It returns when it was told to, or can do nothing: everything else it tries again. */
    private void run() {
        scheduler.run();
        if (!scheduler.hasGracefulShutdownStarted()) {
            var why = cause == null ? "it did not say why" : deepest(cause).toString();
            world.end()
                    .accept(AppException.failed("the KCL has given up (" + why
                            + "): look at what DynamoDB and Kinesis allow," + " or set DELIVERY_LOG_LEVEL=debug"));
        }
    }

    private static Throwable deepest(Throwable e) {
        return e.getCause() == null ? e : deepest(e.getCause());
    }

    private MetricsConfig metrics(MetricsConfig config) {
        return settings.cloudWatch() ? config : config.metricsFactory(new NullMetricsFactory());
    }

    private RetrievalSpecificConfig retrieval() {
        var stream = world.identity().name();
        if (settings.consumerArn() != null) {
            return new FanOutConfig(clients.kinesis)
                    .streamName(stream)
                    .applicationName(settings.application())
                    .consumerArn(settings.consumerArn());
        }
        return new PollingConfig(stream, clients.kinesis)
                .idleTimeBetweenReadsInMillis(Math.round(1_000 / settings.readsPerSecond()))
                .usePollingConfigIdleTimeValue(true)
                // What waits for a server that is slow: a page a shard, beside the one that is being brought.
                .maxPendingProcessRecordsInput(1);
    }

    private CoordinatorConfig coordinator(CoordinatorConfig config) {
        config.workerStateChangeListener(new WorkerStateChangeListener() {
            @Override
            public void onWorkerStateChange(WorkerState state) {
                LOG.info("worker {}: {}", settings.worker(), state);
            }

            @Override
            public void onAllInitializationAttemptsFailed(Throwable e) {
                cause = e;
            }
        });
        if (!settings.isUsual()) {
            config.parentShardPollIntervalMillis(partOf(3));
        }
        // A shard is handed back in some five such steps, and a program that is told to stop has ten seconds.
        return config.shardConsumerDispatchPollIntervalMillis(DISPATCH.toMillis());
    }

    private LeaseManagementConfig leases(LeaseManagementConfig config) {
        if (settings.isUsual()) {
            return config;
        }
        var failover = settings.failover().toMillis();
        config.failoverTimeMillis(failover)
                .leaseAssignmentIntervalMillis(partOf(2))
                .shardSyncIntervalMillis(failover)
                .leasesRecoveryAuditorExecutionFrequencyMillis(failover)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(2 * failover)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(partOf(3));
        config.workerUtilizationAwareAssignmentConfig()
                .inMemoryWorkerMetricsCaptureFrequencyMillis(Math.min(1_000, failover))
                .workerMetricsReporterFreqInMillis(settings.reports().toMillis());
        return config;
    }

    private long partOf(int parts) {
        return Math.max(250, settings.failover().toMillis() / parts);
    }

    /** Hands the leases back, so that others need not wait until they expire. */
    @Override
    public void close() {
        try {
            scheduler.startGracefulShutdown().get(HANDING_BACK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info(
                    "not every lease is handed back: they are free in {} s",
                    settings.failover().toSeconds());
        }
        scheduler.shutdown();
        Threads.join(thread, ENDING);
    }
}
