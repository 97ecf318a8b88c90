package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import delivery.localkinesis.LocalKinesisTest;
import delivery.localkinesis.engine.Engine;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

// tag::example
@LocalKinesisTest(streams = "orders:4", systemProperties = true)
class OrdersTest {
    @Test
    void anOrderIsOnTheStream(Engine engine) {
        try (var client = KinesisClient.create()) {
            client.putRecord(
                    r -> r.streamName("orders").partitionKey("order-1").data(SdkBytes.fromUtf8String("hello")));
        }
        assertEquals(1, engine.totals().records());
    }
}
// end::example
