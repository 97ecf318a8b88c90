package delivery.interop;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
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
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** A KCL application with one worker that polls, and whose leases move within seconds instead of minutes. */
final class Kcl implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMillis(250); // within the 5 reads a second of a shard
    private static final long SOON_MILLIS = 1_000;

    /** Also the name of the table of its leases. */
    private final String application;

    private final KinesisAsyncClient kinesis;
    private final DynamoDbAsyncClient dynamo;
    private final CloudWatchAsyncClient cloudWatch;
    private final Scheduler scheduler;
    private final Thread thread;

    /** @param records gets each record, a shard's in order; shards come on several threads */
    Kcl(String stream, URI kinesisEndpoint, URI dynamoEndpoint, Consumer<KinesisClientRecord> records) {
        application = "interop-" + stream;
        kinesis = at(kinesisEndpoint, KinesisAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        .maxConcurrency(50))
                .build();
        dynamo = at(dynamoEndpoint, DynamoDbAsyncClient.builder()).build();
        cloudWatch = at(dynamoEndpoint, CloudWatchAsyncClient.builder()).build(); // never called
        scheduler = scheduler(stream, records);
        thread = new Thread(scheduler, "kcl");
        thread.setDaemon(true);
    }

    void start() {
        makeLeaseTable();
        thread.start();
    }

    /** As KCL makes it, but with its index from the beginning: dynalite can add none later. */
    @SuppressWarnings("unchecked") // an array of one index, which the SDK's varargs make
    private void makeLeaseTable() {
        try {
            dynamo.createTable(table -> table.tableName(application)
                            .billingMode(BillingMode.PROVISIONED)
                            .provisionedThroughput(Kcl::some)
                            .attributeDefinitions(attribute("leaseKey"), attribute("leaseOwner"))
                            .keySchema(key("leaseKey", KeyType.HASH))
                            .globalSecondaryIndexes(index -> index.indexName("LeaseOwnerToLeaseKeyIndex")
                                    .keySchema(key("leaseOwner", KeyType.HASH), key("leaseKey", KeyType.RANGE))
                                    .projection(what -> what.projectionType(ProjectionType.KEYS_ONLY))
                                    .provisionedThroughput(Kcl::some)))
                    .join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ResourceInUseException)) {
                throw e;
            }
        }
        dynamo.waiter()
                .waitUntilTableExists(table -> table.tableName(application))
                .join();
    }

    private static void some(ProvisionedThroughput.Builder throughput) {
        throughput.readCapacityUnits(100L).writeCapacityUnits(100L);
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @SuppressWarnings("deprecation") // there is no other way yet to say how the tables are billed
    private Scheduler scheduler(String stream, Consumer<KinesisClientRecord> records) {
        var start = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        var configs = new ConfigsBuilder(
                new SingleStreamTracker(stream, start),
                application,
                kinesis,
                dynamo,
                cloudWatch,
                "worker-1",
                () -> new Processor(records));
        var leases = configs.leaseManagementConfig()
                .billingMode(BillingMode.PROVISIONED)
                .failoverTimeMillis(2 * SOON_MILLIS)
                .leaseAssignmentIntervalMillis(SOON_MILLIS)
                .shardSyncIntervalMillis(SOON_MILLIS)
                .leasesRecoveryAuditorExecutionFrequencyMillis(SOON_MILLIS)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(3 * SOON_MILLIS)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(SOON_MILLIS);
        leases.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .inMemoryWorkerMetricsCaptureFrequencyMillis(SOON_MILLIS)
                .workerMetricsReporterFreqInMillis(SOON_MILLIS);
        var coordinator = configs.coordinatorConfig()
                .parentShardPollIntervalMillis(SOON_MILLIS)
                .shardConsumerDispatchPollIntervalMillis(IDLE.toMillis())
                .schedulerInitializationBackoffTimeMillis(SOON_MILLIS);
        leases.workerUtilizationAwareAssignmentConfig()
                .workerMetricsTableConfig()
                .billingMode(BillingMode.PROVISIONED);
        coordinator.coordinatorStateTableConfig().billingMode(BillingMode.PROVISIONED);
        var polling = new PollingConfig(stream, kinesis)
                .idleTimeBetweenReadsInMillis(IDLE.toMillis())
                .usePollingConfigIdleTimeValue(true);
        return new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(polling));
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    }

    /** Each shard's position is checkpointed first, so that the next one goes on there. */
    @Override
    public void close() {
        try {
            scheduler.startGracefulShutdown().get(20, TimeUnit.SECONDS);
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            scheduler.shutdown();
        }
        kinesis.close();
        dynamo.close();
        cloudWatch.close();
    }

    /** Says what it reads, and has a shard checkpointed once it has ended: only then do its children begin. */
    private record Processor(Consumer<KinesisClientRecord> records) implements ShardRecordProcessor {
        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void processRecords(ProcessRecordsInput input) {
            input.records().forEach(records);
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
            } catch (InvalidStateException | ShutdownException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
