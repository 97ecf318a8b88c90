package delivery.fleet.kcl;

import delivery.app.AppException;
import delivery.kinesis.aws.AwsAccess;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** The clients that the KCL is given, with the credentials of our own. */
final class FleetClients implements AutoCloseable {
    private static final Duration DYNAMO_ANSWER = Duration.ofSeconds(15);
    /** A subscription and a call or two for each shard. */
    private static final int CONNECTIONS = 2_000;

    final KinesisAsyncClient kinesis;
    final DynamoDbAsyncClient dynamo;
    /** Asked for nothing unless metrics are on. */
    final CloudWatchAsyncClient cloudWatch;

    /** @param tables where DynamoDB is; null: as the SDK finds it */
    FleetClients(AwsAccess access, @Nullable URI tables, ExecutionInterceptor counting) {
        try {
            // HTTP/2 is what AWS sends by; without TLS nobody can agree on it.
            var protocol = "https".equalsIgnoreCase(access.kinesis().getScheme()) ? Protocol.HTTP2 : Protocol.HTTP1_1;
            kinesis = with(access, counting, KinesisAsyncClient.builder())
                    .endpointOverride(access.kinesis())
                    .httpClientBuilder(
                            NettyNioAsyncHttpClient.builder().protocol(protocol).maxConcurrency(CONNECTIONS))
                    .build();
            var dynamoBuilder = with(access, counting, DynamoDbAsyncClient.builder())
                    .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(DYNAMO_ANSWER));
            dynamo = (tables == null ? dynamoBuilder : dynamoBuilder.endpointOverride(tables)).build();
            cloudWatch = with(access, counting, CloudWatchAsyncClient.builder()).build();
        } catch (SdkClientException | IllegalStateException | IllegalArgumentException e) {
            throw AppException.unreachable("the AWS settings here cannot be used: " + e.getMessage()
                    + "; see to the AWS_ variables and the profile");
        }
    }

    private static <B extends AwsClientBuilder<B, ?>> B with(
            AwsAccess access, ExecutionInterceptor counting, B builder) {
        return builder.region(access.region())
                .credentialsProvider(access.credentials())
                .overrideConfiguration(config -> config.addExecutionInterceptor(counting));
    }

    @Override
    public void close() {
        kinesis.close();
        dynamo.close();
        cloudWatch.close();
    }
}
