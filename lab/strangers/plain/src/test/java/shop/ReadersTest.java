package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import delivery.localkinesis.LocalKinesisTest;
import delivery.localkinesis.engine.VirtualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

@LocalKinesisTest(streams = "orders:4", virtualClock = true, systemProperties = true)
class ReadersTest {
    private static final String SHARD = "shardId-000000000000";

    @Test
    void aReaderThatPausesSixMinutesNeedsANewIterator(VirtualClock clock) {
        try (var client = KinesisClient.create()) {
            var iterator = client.getShardIterator(
                            r -> r.streamName("orders").shardId(SHARD).shardIteratorType(ShardIteratorType.LATEST))
                    .shardIterator();
            clock.advance(Duration.ofMinutes(6));
            assertThrows(ExpiredIteratorException.class, () -> client.getRecords(r -> r.shardIterator(iterator)));
        }
    }

    @Test
    void aSubscriberIsSentTheOrder() throws Exception {
        try (var client = KinesisAsyncClient.create();
                var publisher = KinesisClient.create()) {
            var arn = client.describeStreamSummary(r -> r.streamName("orders"))
                    .join()
                    .streamDescriptionSummary()
                    .streamARN();
            var consumer = client.registerStreamConsumer(r -> r.streamARN(arn).consumerName("kitchen"))
                    .join()
                    .consumer()
                    .consumerARN();
            put(publisher, "order-2");
            var received = new CompletableFuture<String>();
            var subscription = client.subscribeToShard(
                    r -> r.consumerARN(consumer)
                            .shardId(SHARD)
                            .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON)),
                    SubscribeToShardResponseHandler.builder()
                            .onError(received::completeExceptionally)
                            .subscriber(event -> {
                                if (event instanceof SubscribeToShardEvent records) {
                                    records.records().stream()
                                            .map(r -> r.data().asUtf8String())
                                            .filter("order-2"::equals)
                                            .forEach(received::complete);
                                }
                            })
                            .build());
            assertEquals("order-2", received.get(20, TimeUnit.SECONDS));
            subscription.cancel(true);
        }
    }

    private static void put(KinesisClient client, String order) {
        client.putRecord(r ->
                r.streamName("orders").partitionKey(order).explicitHashKey("0").data(SdkBytes.fromUtf8String(order)));
    }
}
