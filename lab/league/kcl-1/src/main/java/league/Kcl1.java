package league;

import com.amazonaws.auth.DefaultAWSCredentialsProviderChain;
import com.amazonaws.services.kinesis.clientlibrary.exceptions.InvalidStateException;
import com.amazonaws.services.kinesis.clientlibrary.exceptions.ShutdownException;
import com.amazonaws.services.kinesis.clientlibrary.interfaces.IRecordProcessorCheckpointer;
import com.amazonaws.services.kinesis.clientlibrary.interfaces.v2.IRecordProcessor;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.InitialPositionInStream;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.KinesisClientLibConfiguration;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.ShutdownReason;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.Worker;
import com.amazonaws.services.kinesis.clientlibrary.types.InitializationInput;
import com.amazonaws.services.kinesis.clientlibrary.types.ProcessRecordsInput;
import com.amazonaws.services.kinesis.clientlibrary.types.ShutdownInput;
import com.amazonaws.services.kinesis.metrics.interfaces.MetricsLevel;
import java.util.UUID;

/** KCL 1 that checkpoints each page; its leases move within seconds, by default within ten and more. */
final class Kcl1 {
    public static void main(String[] arguments) throws Exception {
        var configuration = new KinesisClientLibConfiguration(
                        System.getenv("LEASE_TABLE"),
                        Tell.STREAM,
                        new DefaultAWSCredentialsProviderChain(),
                        UUID.randomUUID().toString())
                .withRegionName(System.getenv("AWS_REGION"))
                .withKinesisEndpoint(Tell.ENDPOINT)
                .withDynamoDBEndpoint(System.getenv("AWS_ENDPOINT_URL_DYNAMODB"))
                .withInitialPositionInStream(InitialPositionInStream.TRIM_HORIZON)
                .withIdleTimeBetweenReadsInMillis(250)
                .withFailoverTimeMillis(3_000)
                .withShardSyncIntervalMillis(1_000)
                .withParentShardPollIntervalMillis(1_000)
                .withMetricsLevel(MetricsLevel.NONE);
        var worker = new Worker.Builder()
                .recordProcessorFactory(Processor::new)
                .config(configuration)
                .build();
        var thread = new Thread(worker, "kcl");
        thread.setDaemon(true);
        thread.start();
        Tell.untilStopped(() -> worker.startGracefulShutdown().get());
    }

    private static final class Processor
            implements IRecordProcessor,
                    com.amazonaws.services.kinesis.clientlibrary.interfaces.v2.IShutdownNotificationAware {
        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void processRecords(ProcessRecordsInput input) {
            input.getRecords().forEach(record -> Tell.accepted(record.getData()));
            checkpoint(input.getCheckpointer());
        }

        @Override
        public void shutdown(ShutdownInput input) {
            if (input.getShutdownReason() == ShutdownReason.TERMINATE) {
                checkpoint(input.getCheckpointer());
            }
        }

        @Override
        public void shutdownRequested(IRecordProcessorCheckpointer checkpointer) {
            checkpoint(checkpointer);
        }

        private static void checkpoint(IRecordProcessorCheckpointer checkpointer) {
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
