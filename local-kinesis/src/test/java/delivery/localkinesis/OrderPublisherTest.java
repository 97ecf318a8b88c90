package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.localkinesis.engine.VirtualClock;
import delivery.localkinesis.fault.Faults;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

// tag::example
class OrderPublisherTest {
    @RegisterExtension
    static final LocalKinesisExtension kinesis =
            LocalKinesisExtension.builder().stream("orders", 4).virtualClock().build();

    @Test
    void anOrderIsOnTheStream(URI endpoint) {
        try (var client = client(endpoint)) {
            client.putRecord(
                    r -> r.streamName("orders").partitionKey("order-1").data(SdkBytes.fromUtf8String("hello")));
            assertThat(kinesis.engine().totals().records()).isEqualTo(1);
        }
    }

    @Test
    void aReaderThatPausesSixMinutesNeedsANewIterator(URI endpoint, VirtualClock clock) {
        try (var client = client(endpoint)) {
            var iterator = client.getShardIterator(r -> r.streamName("orders")
                            .shardId("shardId-000000000000")
                            .shardIteratorType(ShardIteratorType.LATEST))
                    .shardIterator();
            clock.advance(Duration.ofMinutes(6));
            assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(iterator)))
                    .isInstanceOf(ExpiredIteratorException.class);
        }
    }

    @Test
    void thePublisherSurvivesAThrottledPut(URI endpoint, Faults faults) {
        faults.set("put:throttle,first=1");
        try (var client = client(endpoint)) {
            client.putRecord(
                    r -> r.streamName("orders").partitionKey("order-2").data(SdkBytes.fromUtf8String("again")));
            assertThat(faults.counts().get(0).injected()).isEqualTo(1);
        } finally {
            faults.clear();
        }
    }

    private static KinesisClient client(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }
}
// end::example
