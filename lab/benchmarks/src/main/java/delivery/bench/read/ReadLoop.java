package delivery.bench.read;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import delivery.app.Threads;
import delivery.bench.compare.Bench;
import delivery.bench.compare.Processes;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * {@code <endpoint> <records>}: reads so many records by the SDK in a loop a shard, five pages a second, and does nothing with
 * them. Prints CPU seconds of this process a million records, from when a quarter was read.
 */
final class ReadLoop {
    private static final String STREAM = "DeliveryStream";
    private static final long PAUSE_MILLIS = 200;

    private final KinesisClient client;
    private final AtomicLong read = new AtomicLong();
    private final long records;

    private ReadLoop(KinesisClient client, long records) {
        this.client = client;
        this.records = records;
    }

    public static void main(String[] args) {
        // Otherwise the SDK has a word for each call, on stdout.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        try (var client = KinesisClient.builder()
                .endpointOverride(URI.create(args[0]))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            new ReadLoop(client, Long.parseLong(args[1])).run();
        }
    }

    private void run() {
        var threads = client.listShards(request -> request.streamName(STREAM)).shards().stream()
                .map(shard -> Threads.make("read-" + shard.shardId(), () -> read(shard.shardId())))
                .toList();
        threads.forEach(Thread::start);
        while (read.get() < records / 4) {
            Bench.pause(1);
        }
        var from = read.get();
        var cpuFrom = Processes.cpuSeconds(ProcessHandle.current());
        while (read.get() < records) {
            Bench.pause(1);
        }
        System.out.printf(
                Locale.ROOT,
                "%.3f%n",
                (Processes.cpuSeconds(ProcessHandle.current()) - cpuFrom) / (read.get() - from) * 1e6);
        threads.forEach(Threads::join);
    }

    private void read(String shardId) {
        var iterator = client.getShardIterator(request ->
                        request.streamName(STREAM).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        while (read.get() < records) {
            var from = iterator;
            var page = client.getRecords(request -> request.shardIterator(from));
            read.addAndGet(page.records().size());
            iterator = page.nextShardIterator();
            Bench.pause(PAUSE_MILLIS);
        }
    }
}
