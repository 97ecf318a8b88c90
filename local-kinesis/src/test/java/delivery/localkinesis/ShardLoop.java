package delivery.localkinesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * The loop around the SDK that everybody writes: one thread, one shard after the other. As a program it is a consumer for
 * {@code ./delivery verify}, with its checkpoints in a file.
 */
public final class ShardLoop implements AutoCloseable {
    private static final String END = "end";
    private static final Pattern ID = Pattern.compile("v-[0-9a-f]{8}-\\d+");

    private final KinesisClient kinesis;
    private final String stream;
    private final Map<String, String> checkpoints;
    private final Consumer<Record> process;
    private final Thread thread = new Thread(this::run, "shard-loop");
    private volatile boolean stopped;
    volatile boolean skipsChildren;
    private volatile Runnable pageDone = () -> {};

    /** @param checkpoints by shard, up to where it has been read; they outlive it */
    ShardLoop(ClientSettings settings, String stream, Map<String, String> checkpoints, Consumer<Record> process) {
        this.stream = stream;
        this.checkpoints = checkpoints;
        this.process = process;
        kinesis = KinesisClient.builder()
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        thread.start();
    }

    /** {@code skip-children} as its argument: with a fault. */
    public static void main(String[] args) throws IOException {
        var environment = System.getenv();
        var file = Path.of(environment.get("VERIFY_DIR"), "checkpoints");
        var checkpoints = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                checkpoints.load(in);
            }
        }
        var positions = new HashMap<String, String>();
        checkpoints.stringPropertyNames().forEach(shard -> positions.put(shard, checkpoints.getProperty(shard)));
        var loop = new ShardLoop(
                new ClientSettings(
                        URI.create(environment.get("AWS_ENDPOINT_URL")),
                        environment.get("AWS_REGION"),
                        environment.get("AWS_ACCESS_KEY_ID"),
                        environment.get("AWS_SECRET_ACCESS_KEY")),
                environment.get("STREAM_NAME"),
                positions,
                ShardLoop::print);
        loop.skipsChildren = args.length > 0;
        loop.pageDone = () -> {
            System.out.flush();
            checkpoints.putAll(positions);
            save(checkpoints, file);
        };
    }

    private static void print(Record record) {
        var id = ID.matcher(record.data().asString(StandardCharsets.ISO_8859_1));
        if (id.find()) {
            System.out.println("accepted " + id.group());
        }
    }

    private static void save(Properties checkpoints, Path file) {
        try {
            var next = file.resolveSibling("checkpoints.next");
            try (var out = Files.newBufferedWriter(next)) {
                checkpoints.store(out, null);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        Queue<String> shards = new ArrayDeque<>();
        Set<String> known = new HashSet<>();
        kinesis.listShards(r -> r.streamName(stream)).shards().stream()
                .map(Shard::shardId)
                .filter(known::add)
                .forEach(shards::add);
        var iterators = new HashMap<String, String>();
        while (!stopped && !shards.isEmpty()) {
            var shard = shards.remove();
            try {
                var iterator = iterators.computeIfAbsent(shard, this::iterator);
                if (iterator.equals(END)) {
                    continue;
                }
                var page = kinesis.getRecords(r -> r.shardIterator(iterator));
                for (var record : page.records()) {
                    process.accept(record);
                    checkpoints.put(shard, record.sequenceNumber());
                }
                pageDone.run();
                if (page.nextShardIterator() != null) {
                    iterators.put(shard, page.nextShardIterator());
                    shards.add(shard);
                } else {
                    checkpoints.put(shard, END);
                    pageDone.run();
                    page.childShards().stream()
                            .map(ChildShard::shardId)
                            .filter(child -> !skipsChildren && known.add(child))
                            .forEach(shards::add);
                }
            } catch (ExpiredIteratorException e) {
                iterators.remove(shard);
                shards.add(shard);
            } catch (ProvisionedThroughputExceededException e) {
                shards.add(shard);
            }
        }
    }

    private String iterator(String shard) {
        var from = checkpoints.get(shard);
        if (END.equals(from)) {
            return END;
        }
        return kinesis.getShardIterator(r -> r.streamName(stream)
                        .shardId(shard)
                        .shardIteratorType(
                                from == null ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                        .startingSequenceNumber(from))
                .shardIterator();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kinesis.close();
    }
}
