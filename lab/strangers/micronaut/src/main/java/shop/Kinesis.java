package shop;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

@Factory
class Kinesis {
    @Singleton
    @Bean(preDestroy = "close")
    KinesisAsyncClient client(
            @Property(name = "kinesis.endpoint") URI endpoint,
            @Property(name = "kinesis.region") String region,
            @Property(name = "kinesis.access-key") String accessKey,
            @Property(name = "kinesis.secret-key") String secretKey) {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
    }
}
