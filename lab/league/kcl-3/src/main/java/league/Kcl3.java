package league;

import java.net.URI;
import java.util.UUID;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** KCL 3 that polls and checkpoints each page; its leases move within seconds, by default within minutes. */
final class Kcl3 {
    private static final long SOON_MILLIS = 1_000;
    private static final long IDLE_MILLIS = 250;

    public static void main(String[] arguments) throws Exception {
        var kinesis = KinesisAsyncClient.builder()
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
        var dynamo = DynamoDbAsyncClient.builder()
                .endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL_DYNAMODB")))
                .build();
        var cloudWatch = CloudWatchAsyncClient.create(); // never called
        var horizon = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        var configs = new ConfigsBuilder(
                new SingleStreamTracker(Tell.STREAM, horizon),
                System.getenv("LEASE_TABLE"),
                kinesis,
                dynamo,
                cloudWatch,
                UUID.randomUUID().toString(),
                Processor::new);
        var leases = configs.leaseManagementConfig()
                .billingMode(BillingMode.PROVISIONED)
                .failoverTimeMillis(3 * SOON_MILLIS)
                .leaseAssignmentIntervalMillis(SOON_MILLIS)
                .shardSyncIntervalMillis(SOON_MILLIS)
                .leasesRecoveryAuditorExecutionFrequencyMillis(SOON_MILLIS)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(3 * SOON_MILLIS)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(SOON_MILLIS);
        var utilization = leases.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .inMemoryWorkerMetricsCaptureFrequencyMillis(SOON_MILLIS)
                .workerMetricsReporterFreqInMillis(SOON_MILLIS);
        utilization.workerMetricsTableConfig().billingMode(BillingMode.PROVISIONED);
        var coordinator = configs.coordinatorConfig()
                .parentShardPollIntervalMillis(SOON_MILLIS)
                .shardConsumerDispatchPollIntervalMillis(IDLE_MILLIS)
                .schedulerInitializationBackoffTimeMillis(SOON_MILLIS);
        coordinator.coordinatorStateTableConfig().billingMode(BillingMode.PROVISIONED);
        var scheduler = new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig()
                        .retrievalSpecificConfig(new PollingConfig(Tell.STREAM, kinesis)
                                .idleTimeBetweenReadsInMillis(IDLE_MILLIS)
                                .usePollingConfigIdleTimeValue(true)));
        var thread = new Thread(scheduler, "kcl");
        thread.setDaemon(true);
        thread.start();
        Tell.untilStopped(() -> scheduler.startGracefulShutdown().get());
    }

    private static final class Processor implements ShardRecordProcessor {
        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void processRecords(ProcessRecordsInput input) {
            input.records().forEach(record -> Tell.accepted(record.data()));
            checkpoint(input.checkpointer());
        }

        @Override
        public void leaseLost(LeaseLostInput input) {}

        @Override
        public void shardEnded(ShardEndedInput input) {
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            checkpoint(input.checkpointer());
        }

        private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
            } catch (ShutdownException e) {
                System.err.println("the lease is another worker's: " + e.getMessage());
            } catch (InvalidStateException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
