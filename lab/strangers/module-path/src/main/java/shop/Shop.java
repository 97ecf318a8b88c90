package shop;

import delivery.localkinesis.LocalKinesis;
import java.io.IOException;
import java.net.HttpURLConnection;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A program on the module path that has a Kinesis in it. */
public final class Shop {
    private Shop() {}

    /** Without the SDK, whose modules cannot say what else they need. */
    public static void main(String[] args) throws IOException {
        try (var kinesis = LocalKinesis.builder().stream("orders", 1).tls().start()) {
            var health = (HttpURLConnection)
                    kinesis.endpoint().resolve("/_health").toURL().openConnection();
            System.out.println("it answers " + health.getResponseCode());
        }
    }

    static void placeAnOrder(LocalKinesis kinesis) {
        try (var client = KinesisClient.builder()
                .endpointOverride(kinesis.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            client.putRecord(
                    r -> r.streamName("orders").partitionKey("order-1").data(SdkBytes.fromUtf8String("hello")));
        }
    }
}
