package shop;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.ClientSettings;
import delivery.localkinesis.LocalKinesisExtension;
import delivery.localkinesis.engine.Engine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

// tag::example
@SpringBootTest
class OrdersTest {
    @RegisterExtension
    static final LocalKinesisExtension kinesis =
            LocalKinesisExtension.builder().stream("orders", 1).build();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("kinesis.endpoint", () -> settings().endpoint());
        registry.add("kinesis.region", () -> settings().region());
        registry.add("kinesis.access-key", () -> settings().accessKey());
        registry.add("kinesis.secret-key", () -> settings().secretKey());
    }

    private static ClientSettings settings() {
        return kinesis.kinesis().clientSettings();
    }

    @Test
    void anOrderIsOnTheStream(@Autowired Orders orders, Engine engine) {
        orders.place("order-1");
        assertThat(engine.totals().records()).isEqualTo(1);
    }
    // end::example

    @Test
    void aSubscriberIsSentTheOrder(@Autowired Orders orders, @Autowired KinesisAsyncClient client) throws Exception {
        var arn = client.describeStreamSummary(r -> r.streamName("orders"))
                .join()
                .streamDescriptionSummary()
                .streamARN();
        var consumer = client.registerStreamConsumer(r -> r.streamARN(arn).consumerName("kitchen"))
                .join()
                .consumer()
                .consumerARN();
        var received = new CompletableFuture<String>();
        var subscription = client.subscribeToShard(
                r -> r.consumerARN(consumer)
                        .shardId("shardId-000000000000")
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
        orders.place("order-2");
        assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("order-2");
        subscription.cancel(true);
    }
}
