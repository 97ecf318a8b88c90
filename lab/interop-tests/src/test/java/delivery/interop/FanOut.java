package delivery.interop;

import static org.awaitility.Awaitility.await;

import delivery.localkinesis.ClientSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Follows a stream's shards by SubscribeToShard, children after their parents. */
final class FanOut implements AutoCloseable {
    private static final String ENDED = "ended";

    private final KinesisAsyncClient client;
    private final String stream;
    private final Map<String, String> positions;
    private final BiConsumer<String, String> records;
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private String consumer;

    /**
     * @param positions of each shard, to go on from; kept up to date
     * @param records are told key and data of each record, on several threads
     */
    FanOut(ClientSettings settings, String stream, Map<String, String> positions, BiConsumer<String, String> records) {
        this.stream = stream;
        this.positions = positions;
        this.records = records;
        client = KinesisAsyncClient.builder()
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
                .build();
    }

    void start() {
        var arn = client.describeStreamSummary(r -> r.streamName(stream))
                .join()
                .streamDescriptionSummary()
                .streamARN();
        if (consumers(arn).findAny().isEmpty()) {
            client.registerStreamConsumer(r -> r.streamARN(arn).consumerName("kitchen"))
                    .join();
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> consumers(arn).allMatch(each -> each.consumerStatus() == ConsumerStatus.ACTIVE));
        consumer = consumers(arn).findAny().orElseThrow().consumerARN();
        followAll();
    }

    private Stream<Consumer> consumers(String arn) {
        return client.listStreamConsumers(r -> r.streamARN(arn)).join().consumers().stream();
    }

    private void followAll() {
        client.listShards(r -> r.streamName(stream)).join().shards().stream()
                .filter(shard -> parents(shard).allMatch(parent -> ENDED.equals(positions.get(parent))))
                .map(Shard::shardId)
                .filter(followed::add)
                .forEach(this::follow);
    }

    private static Stream<String> parents(Shard shard) {
        return Stream.of(shard.parentShardId(), shard.adjacentParentShardId()).filter(id -> id != null);
    }

    private void follow(String shard) {
        if (ENDED.equals(positions.get(shard))) {
            return;
        }
        var handler = SubscribeToShardResponseHandler.builder()
                .subscriber(event -> {
                    if (!closed && event instanceof SubscribeToShardEvent page) {
                        take(shard, page);
                    }
                })
                .build();
        client.subscribeToShard(r -> r.consumerARN(consumer).shardId(shard).startingPosition(position(shard)), handler)
                .whenCompleteAsync((done, failure) -> {
                    if (closed) {
                        return;
                    }
                    if (failure == null && ENDED.equals(positions.get(shard))) {
                        followAll();
                    } else if (failure == null || isInUse(failure)) {
                        // The subscription of the reader before this one is less than five seconds old.
                        CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS)
                                .execute(() -> follow(shard));
                    }
                });
    }

    private void take(String shard, SubscribeToShardEvent page) {
        page.records()
                .forEach(record ->
                        records.accept(record.partitionKey(), record.data().asUtf8String()));
        positions.put(shard, !page.childShards().isEmpty() ? ENDED : page.continuationSequenceNumber());
    }

    private StartingPosition position(String shard) {
        var after = positions.get(shard);
        return after == null
                ? StartingPosition.builder()
                        .type(ShardIteratorType.TRIM_HORIZON)
                        .build()
                : StartingPosition.builder()
                        .type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                        .sequenceNumber(after)
                        .build();
    }

    private static boolean isInUse(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ResourceInUseException;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
