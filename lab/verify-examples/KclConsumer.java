import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.*;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.*;
import software.amazon.kinesis.lifecycle.events.*;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.*;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** A KCL application that polls; it begins at the oldest record and checkpoints what it has processed. */
public class KclConsumer implements ShardRecordProcessor {
    static final Pattern ID = Pattern.compile("\\{.*\"id\":\"([^\"]+)\".*}\\s*");

    public static void main(String[] arguments) throws Exception {
        var stream = System.getenv("STREAM_NAME");
        var kinesis = KinesisAsyncClient.builder()
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
        var horizon = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        var configs = new ConfigsBuilder(
                new SingleStreamTracker(stream, horizon),
                System.getenv("LEASE_TABLE"),
                kinesis,
                DynamoDbAsyncClient.create(),
                CloudWatchAsyncClient.create(),
                UUID.randomUUID().toString(),
                KclConsumer::new);

        // By default leases take minutes to move. The tables' billing mode is what the local DynamoDB knows.
        var leases = configs.leaseManagementConfig()
                .billingMode(BillingMode.PROVISIONED)
                .failoverTimeMillis(3_000)
                .leaseAssignmentIntervalMillis(1_000L)
                .shardSyncIntervalMillis(1_000)
                .leasesRecoveryAuditorExecutionFrequencyMillis(1_000)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(3_000)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(1_000);
        var workers = leases.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .inMemoryWorkerMetricsCaptureFrequencyMillis(1_000)
                .workerMetricsReporterFreqInMillis(1_000);
        workers.workerMetricsTableConfig().billingMode(BillingMode.PROVISIONED);
        var coordinator = configs.coordinatorConfig()
                .parentShardPollIntervalMillis(1_000)
                .schedulerInitializationBackoffTimeMillis(1_000);
        coordinator.coordinatorStateTableConfig().billingMode(BillingMode.PROVISIONED);

        var scheduler = new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig()
                        .retrievalSpecificConfig(new PollingConfig(stream, kinesis)
                                .idleTimeBetweenReadsInMillis(250)
                                .usePollingConfigIdleTimeValue(true)));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> scheduler.startGracefulShutdown().join()));
        scheduler.run();
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
        input.records().forEach(KclConsumer::process);
        checkpoint(input.checkpointer()); // after the work
    }

    static void process(KinesisClientRecord record) {
        var id = ID.matcher(StandardCharsets.UTF_8.decode(record.data()));
        if (id.matches()) {
            System.out.println("accepted " + id.group(1));
        } else {
            System.err.println("kept for a human: record " + record.sequenceNumber());
        }
    }

    /** Without this the children of the shard never begin. */
    @Override
    public void shardEnded(ShardEndedInput input) {
        checkpoint(input.checkpointer());
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        checkpoint(input.checkpointer());
    }

    @Override
    public void initialize(InitializationInput input) {}

    @Override
    public void leaseLost(LeaseLostInput input) {} // whoever has it now goes on from the last checkpoint

    static void checkpoint(RecordProcessorCheckpointer checkpointer) {
        try {
            checkpointer.checkpoint();
        } catch (ShutdownException e) {
            System.err.println("the lease is another worker's: " + e.getMessage());
        } catch (InvalidStateException e) {
            throw new IllegalStateException(e);
        }
    }
}
