package delivery.kinesis.aws;

import delivery.app.AppException;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.aws.cbor.ShardPlace;
import delivery.model.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The stream by way of the AWS SDK: one call, one attempt, bounded in time. Owns its clients. Thread-safe. */
public final class SdkStream implements KinesisStream, AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(15);
    static final Duration SHORT_ANSWER_TIME = Duration.ofSeconds(6);

    static {
        // HttpURLConnection sends a POST again by itself when the connection breaks: an unseen second PutRecords.
        setIfUnset("sun.net.http.retryPost", "false");
        // Connections kept alive, 5 by default: a thread a shard would open new ones all the time.
        setIfUnset("http.maxConnections", "64");
    }

    private final String name;
    private final ExplainedCalls calls;
    private final SignedCalls signed;
    private final StreamCalls stream;
    /** For everything that is called seldom: made when it is first asked for, as that takes a quarter of a second. */
    private @Nullable KinesisClient client;

    private SdkStream(String name, StreamAccess access) {
        this.name = name;
        calls = new ExplainedCalls(name, access);
        signed = new SignedCalls(access);
        stream = SdkSystemSetting.CBOR_ENABLED.getBooleanValueOrThrow()
                ? new CborCalls(signed, name, calls)
                : new JsonCalls(client(), name, calls);
    }

    /** @throws AppException if the SDK does not take what the environment or the profile says */
    static SdkStream open(String name, StreamAccess access) {
        return new SdkStream(name, access);
    }

    private synchronized KinesisClient client() {
        if (client == null) {
            client = client(calls.access());
        }
        return client;
    }

    private static KinesisClient client(StreamAccess access) {
        try {
            return KinesisClient.builder()
                    .region(access.region())
                    // All that the SDK could find by itself has been looked at: it goes where we say that it goes.
                    .endpointOverride(access.endpoint().uri())
                    .fipsEnabled(false)
                    .dualstackEnabled(false)
                    .credentialsProvider(access.credentials())
                    .httpClient(UrlConnectionHttpClient.create(new UrlConnections(access.endpoint(), access.proxy())))
                    .overrideConfiguration(config ->
                            config.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallAttemptTimeout(ATTEMPT_TIMEOUT))
                    .build();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw AppException.unreachable("the AWS settings here cannot be used: " + ForeignText.of(e.getMessage())
                    + "; see to the AWS_ variables and the profile");
        }
    }

    /** Where all calls go: what to show before something is changed there. */
    public String endpoint() {
        return calls.access().endpointName();
    }

    public String name() {
        return name;
    }

    /** For other clients of the same account. */
    public AwsAccess aws() {
        return AwsAccess.of(calls.access());
    }

    /** Changes to the same stream; needs no closing of its own. */
    public StreamControl control() {
        return new StreamControl(client(), this, calls);
    }

    /**
     * What is sent of the stream to a consumer of that name, which is registered if it is not yet; the caller closes it.
     *
     * @throws delivery.kinesis.StreamException if the service does not take it
     */
    public SdkFanOut fanOut(String streamArn, String consumer, PatientCalls patient) {
        return SdkFanOut.register(client(), calls, streamArn, consumer, patient);
    }

    @Override
    public StreamDescription describe() {
        return stream.describe();
    }

    @Override
    public List<Shard> shards() {
        var shards = new ArrayList<Shard>();
        String token = null;
        do {
            var page = stream.shards(token);
            shards.addAll(page.shards());
            token = page.nextToken();
        } while (token != null);
        return List.copyOf(shards);
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        return stream.put(entries);
    }

    @Override
    public String iterator(String shardId, Position position) {
        return stream.iterator(ShardPlace.at(shardId, position));
    }

    /** GetShardIterator at the first record that reached the shard at this time or later; may be in the past only. */
    public String iteratorAt(String shardId, Instant since) {
        return stream.iterator(ShardPlace.at(shardId, since));
    }

    /** GetShardIterator behind the newest record: skips what a reader has missed, so it is for people that look only. */
    public String iteratorAtTip(String shardId) {
        return stream.iterator(ShardPlace.atTip(shardId));
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        return stream.read(iterator, limit);
    }

    @Override
    public synchronized void close() {
        signed.close();
        if (client != null) {
            client.close();
        }
    }

    /** Small questions, small answers: whoever waits for one is told to stop, and has ten seconds for it. */
    static void soon(AwsRequestOverrideConfiguration.Builder config) {
        config.apiCallAttemptTimeout(SHORT_ANSWER_TIME);
    }

    private static void setIfUnset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
