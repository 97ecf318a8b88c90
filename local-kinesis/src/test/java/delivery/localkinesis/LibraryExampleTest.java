package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The example of docs/local-kinesis.md, so that it stays true. */
class LibraryExampleTest {
    @Test
    void theExampleOfTheDocumentationWorks() {
        // tag::example
        try (var kinesis = LocalKinesis.builder().stream("orders", 2).start();
                var client = KinesisClient.builder()
                        .endpointOverride(kinesis.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .build()) {
            client.putRecord(
                    r -> r.streamName("orders").partitionKey("order-1").data(SdkBytes.fromUtf8String("hello")));
            assertThat(kinesis.engine().totals().records()).isEqualTo(1);
        }
        // end::example
    }
}
