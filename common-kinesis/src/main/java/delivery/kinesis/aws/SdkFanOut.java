package delivery.kinesis.aws;

import delivery.kinesis.FanOut;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** Enhanced fan-out by way of the AWS SDK, for one registered consumer of the stream. Owns its client. Thread-safe. */
public final class SdkFanOut implements FanOut, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final KinesisAsyncClient client;
    private final ExplainedCalls calls;
    private final String consumerArn;

    private SdkFanOut(KinesisAsyncClient client, ExplainedCalls calls, String consumerArn) {
        this.client = client;
        this.calls = calls;
        this.consumerArn = consumerArn;
    }

    /** As {@link SdkStream#fanOut}. */
    static SdkFanOut register(
            KinesisClient control, ExplainedCalls calls, String streamArn, String name, PatientCalls patient) {
        var access = calls.access();
        if (access.proxy().flatMap(ProxyServer::authorization).isPresent()) {
            throw new StreamException(
                    Kind.DENIED,
                    "enhanced fan-out does not go through a proxy that wants a login: " + access.endpointName());
        }
        var arn = new Registration(control, calls, streamArn, name).await(patient);
        var client = KinesisAsyncClient.builder()
                .region(access.region())
                .endpointOverride(access.endpoint().uri())
                .fipsEnabled(false)
                .dualstackEnabled(false)
                .credentialsProvider(access.credentials())
                .httpClient(new JdkHttpClient(access.endpoint(), access.proxy()))
                .asyncConfiguration(threads ->
                        threads.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new SdkSubscription.Interceptor()))
                .build();
        return new SdkFanOut(client, calls, arn);
    }

    /** A consumer of a stream, registered by its name. */
    private record Registration(KinesisClient control, ExplainedCalls calls, String streamArn, String name) {
        /** Its ARN, once it may subscribe. */
        String await(PatientCalls patient) {
            while (true) {
                var status = patient.call(this::status);
                if (status == ConsumerStatus.ACTIVE || !patient.await(BETWEEN_LOOKS)) {
                    return patient.call(this::arn);
                }
            }
        }

        private ConsumerStatus status() {
            try {
                return calls.call(() -> control.describeStreamConsumer(request ->
                                request.streamARN(streamArn).consumerName(name).overrideConfiguration(SdkStream::soon)))
                        .consumerDescription()
                        .consumerStatus();
            } catch (StreamException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
            try {
                return calls.call(() -> control.registerStreamConsumer(request ->
                                request.streamARN(streamArn).consumerName(name).overrideConfiguration(SdkStream::soon)))
                        .consumer()
                        .consumerStatus();
            } catch (StreamException e) {
                if (e.kind() == Kind.IN_USE) { // another process was faster
                    return ConsumerStatus.CREATING;
                }
                throw e;
            }
        }

        private String arn() {
            return calls.call(() -> control.describeStreamConsumer(request ->
                            request.streamARN(streamArn).consumerName(name).overrideConfiguration(SdkStream::soon)))
                    .consumerDescription()
                    .consumerARN();
        }
    }

    @Override
    public Subscription subscribe(String shardId, Position position) {
        var subscription = new SdkSubscription(shardId, calls);
        subscription.begun(client.subscribeToShard(
                SubscribeToShardRequest.builder()
                        .consumerARN(consumerArn)
                        .shardId(shardId)
                        .startingPosition(at(shardId, position))
                        .overrideConfiguration(subscription::with)
                        .build(),
                subscription));
        return subscription;
    }

    private static StartingPosition at(String shardId, Position position) {
        return switch (position.kind()) {
            case TRIM_HORIZON -> StartingPosition.builder().type("TRIM_HORIZON").build();
            case AFTER ->
                StartingPosition.builder()
                        .type("AFTER_SEQUENCE_NUMBER")
                        .sequenceNumber(position.sequenceNumber().toString())
                        .build();
            case SHARD_END -> throw new IllegalArgumentException("nothing follows the end of " + shardId);
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
