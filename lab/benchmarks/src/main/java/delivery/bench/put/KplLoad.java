package delivery.bench.put;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.KinesisProducerConfiguration.RecordDistributionStrategyDefault;
import software.amazon.kinesis.producer.UserRecord;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * {@code <https endpoint> <stream> <aggregate> <events/s, or 0> <warm-up s> <s>}: what {@link PutLoad} does, by the KPL: the same
 * orders, its default settings, and as many records under way as its documentation has in its examples. Prints {@link Figures}.
 */
final class KplLoad {
    private static final int UNDER_WAY = 20_000;

    private final Orders orders = new Orders();
    private final Figures figures = new Figures();
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final KinesisProducer producer;
    private final String stream;
    private long number;

    private KplLoad(URI endpoint, String stream, boolean aggregate) {
        this.stream = stream;
        producer = new KinesisProducer(new KinesisProducerConfiguration()
                .setCredentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .setRegion("us-east-1")
                .setKinesisEndpoint(endpoint.getHost())
                .setKinesisPort(endpoint.getPort())
                .setStsEndpoint(endpoint.getHost())
                .setStsPort(endpoint.getPort())
                .setVerifyCertificate(false)
                .setMetricsLevel("none")
                .setLogLevel("error")
                .setAggregationEnabled(aggregate)
                // Otherwise it drops explicit hash keys in its first moments.
                .setRecordDistributionStrategyDefault(RecordDistributionStrategyDefault.USER_PARTITION_KEY));
    }

    public static void main(String[] args) {
        // Its figures are the last line on stdout.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        var load = new KplLoad(URI.create(args[0]), args[1], Boolean.parseBoolean(args[2]));
        var rate = Double.parseDouble(args[3]);
        load.orders.warmUp(rate, Long.parseLong(args[4]), load::write);
        load.figures.begin();
        load.orders.write(rate, Long.parseLong(args[5]), load::write);
        load.figures.print();
        load.producer.destroy();
    }

    private void write(OrderCreated order) {
        underWay.acquireUninterruptibly();
        var handedOver = System.nanoTime();
        var data = ByteBuffer.wrap(new EventEncoder().encode(order));
        var record = new UserRecord(stream, order.orderId().toString(), Orders.hashKey(number++), data);
        Futures.addCallback(
                producer.addUserRecord(record), new Acknowledged(handedOver), MoreExecutors.directExecutor());
    }

    /** What it gave up is not stored, and is not counted. */
    private final class Acknowledged implements FutureCallback<UserRecordResult> {
        private final long handedOver;

        Acknowledged(long handedOver) {
            this.handedOver = handedOver;
        }

        @Override
        public void onSuccess(UserRecordResult result) {
            figures.acknowledge(handedOver);
            underWay.release();
        }

        @Override
        public void onFailure(Throwable t) {
            underWay.release();
        }
    }
}
