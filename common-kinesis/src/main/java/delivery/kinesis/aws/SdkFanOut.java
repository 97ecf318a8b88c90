package delivery.kinesis.aws;

import delivery.kinesis.FanOut;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** Enhanced fan-out by way of the AWS SDK, for one registered consumer of the stream. Owns its client. Thread-safe. */
public final class SdkFanOut implements FanOut, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int MOST_LOOKS = 300;

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
        /** Its ARN, once it may subscribe: within seconds. */
        String await(PatientCalls patient) {
            for (int look = 0; look < MOST_LOOKS; look++) {
                var consumer = patient.call(this::describe);
                if (consumer.isPresent() && consumer.get().consumerStatus() == ConsumerStatus.ACTIVE) {
                    return consumer.get().consumerARN();
                } else if (consumer.isEmpty()) {
                    patient.call(this::register);
                }
                if (!patient.await(BETWEEN_LOOKS)) {
                    throw new StreamException(Kind.STOPPING, "told to stop before consumer " + name + " was ACTIVE");
                }
            }
            throw new StreamException(
                    Kind.IN_USE,
                    "consumer " + name + " does not become ACTIVE: look at it with"
                            + " aws kinesis describe-stream-consumer");
        }

        /** Empty if there is none. */
        private Optional<ConsumerDescription> describe() {
            try {
                return Optional.of(calls.call(() -> control.describeStreamConsumer(request ->
                                request.streamARN(streamArn).consumerName(name).overrideConfiguration(SdkStream::soon)))
                        .consumerDescription());
            } catch (StreamException e) {
                if (e.kind() == Kind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private boolean register() {
            try {
                calls.call(() -> control.registerStreamConsumer(request ->
                        request.streamARN(streamArn).consumerName(name).overrideConfiguration(SdkStream::soon)));
                return true;
            } catch (StreamException e) {
                if (e.kind() == Kind.IN_USE) {
                    return false; // another process was faster
                }
                throw e;
            }
        }
    }

    /** Of the registered consumer. */
    public String consumerArn() {
        return consumerArn;
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
