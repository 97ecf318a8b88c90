package delivery.bench.read;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import delivery.app.Threads;
import delivery.bench.compare.Processes;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * {@code <endpoint> <records> <tuned>}, and where leases are by its environment: a worker of the KCL that polls, decodes as many of our events, and ends. Tuned: a
 * read every 200 ms, and leases that move within seconds; otherwise as it comes. Its metrics are off. Says {@code first} with
 * the first record; then prints CPU seconds a million records, from when a quarter was read, and the time from put to decoded, p50 and p99
 * in milliseconds.
 */
final class KclLoad {
    private static final String STREAM = "DeliveryStream";
    private static final long SOON_MILLIS = 1_000;
    private static final long IDLE_MILLIS = 200;
    /** Of fewer records each one's delay is kept. */
    private static final int TRICKLE = 10_000;

    private final long records;
    private final AtomicLong read = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
    private final CountDownLatch whole = new CountDownLatch(1);
    private double cpuAtQuarter;
    private long readAtQuarter;

    private KclLoad(long records) {
        this.records = records;
    }

    public static void main(String[] args) throws InterruptedException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        var load = new KclLoad(Long.parseLong(args[1]));
        var thread = Threads.make("kcl", load.scheduler(args[0], Boolean.parseBoolean(args[2])));
        thread.setDaemon(true);
        thread.start();
        load.whole.await();
        load.print();
        // Its leases are nobody's any more.
        Runtime.getRuntime().halt(0);
    }

    /** With tables as the DynamoDB of npm takes them, some of which only deprecated methods name. */
    @SuppressWarnings("deprecation")
    private Scheduler scheduler(String endpoint, boolean isTuned) {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
        var kinesis = KinesisAsyncClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
        var leases = DynamoDbAsyncClient.builder()
                .endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL_DYNAMODB")))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
        var cloudWatch = CloudWatchAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build(); // never called
        var horizon = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        var name = System.getenv("LEASE_TABLE");
        var tracker = new SingleStreamTracker(STREAM, horizon);
        var configs = new ConfigsBuilder(tracker, name, kinesis, leases, cloudWatch, name, Processor::new);
        var leasing = configs.leaseManagementConfig().billingMode(BillingMode.PROVISIONED);
        var utilization = leasing.workerUtilizationAwareAssignmentConfig().disableWorkerMetrics(true);
        utilization.workerMetricsTableConfig().billingMode(BillingMode.PROVISIONED);
        var coordinator = configs.coordinatorConfig();
        coordinator.coordinatorStateTableConfig().billingMode(BillingMode.PROVISIONED);
        var polling = new PollingConfig(STREAM, kinesis);
        if (isTuned) {
            leasing.failoverTimeMillis(3 * SOON_MILLIS)
                    .leaseAssignmentIntervalMillis(SOON_MILLIS)
                    .shardSyncIntervalMillis(SOON_MILLIS)
                    .leasesRecoveryAuditorExecutionFrequencyMillis(SOON_MILLIS)
                    .dynamoDbLockBasedLeaderLeaseDurationInMillis(3 * SOON_MILLIS)
                    .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(SOON_MILLIS);
            utilization
                    .inMemoryWorkerMetricsCaptureFrequencyMillis(SOON_MILLIS)
                    .workerMetricsReporterFreqInMillis(SOON_MILLIS);
            coordinator
                    .parentShardPollIntervalMillis(SOON_MILLIS)
                    .shardConsumerDispatchPollIntervalMillis(IDLE_MILLIS)
                    .schedulerInitializationBackoffTimeMillis(SOON_MILLIS);
            polling.idleTimeBetweenReadsInMillis(IDLE_MILLIS).usePollingConfigIdleTimeValue(true);
        }
        return new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leasing,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(polling));
    }

    private synchronized void took(int count) {
        var before = read.getAndAdd(count);
        if (before == 0) {
            System.out.println("first");
        }
        if (before < records / 4 && before + count >= records / 4) {
            cpuAtQuarter = Processes.cpuSeconds(ProcessHandle.current());
            readAtQuarter = before + count;
        }
        if (before + count >= records) {
            whole.countDown();
        }
    }

    private void print() {
        var sorted = delays.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%.3f %.0f %.0f%n",
                (Processes.cpuSeconds(ProcessHandle.current()) - cpuAtQuarter) / (read.get() - readAtQuarter) * 1e6,
                sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2),
                sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() * 99 / 100));
    }

    private final class Processor implements ShardRecordProcessor {
        private final EventDecoder decoder = new EventDecoder();

        @Override
        public void processRecords(ProcessRecordsInput input) {
            for (var record : input.records()) {
                decode(record);
            }
            if (!input.records().isEmpty()) {
                took(input.records().size());
            }
        }

        /** As the consumer does. The delays of a drain would say how long it lay there. */
        private void decode(KinesisClientRecord record) {
            var data = new byte[record.data().remaining()];
            record.data().get(data);
            var arrived = record.approximateArrivalTimestamp().toEpochMilli();
            if (!(decoder.decode(data, arrived) instanceof Decoded.Event)) {
                throw new IllegalStateException("not ours: " + record);
            }
            // What came first has waited for the start.
            if (records < TRICKLE && read.get() > 0) {
                delays.add(System.currentTimeMillis() - arrived);
            }
        }

        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void leaseLost(LeaseLostInput input) {}

        @Override
        public void shardEnded(ShardEndedInput input) {}

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {}
    }
}
