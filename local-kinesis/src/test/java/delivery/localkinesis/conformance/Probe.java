package delivery.localkinesis.conformance;

import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The real SDK at some endpoint, and short words for what cases do there. Deletes its streams at the end. */
public final class Probe implements AutoCloseable {
    static final String MIDDLE = BigInteger.TWO.pow(127).toString();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POLLS = 4; // Kinesis allows five reads a second

    /** The table asks more often than the control operations' rates allow. */
    private static final RetryStrategy CALLED_TOO_OFTEN = DefaultRetryStrategy.standardStrategyBuilder()
            .retryOnException(LimitExceededException.class)
            .maxAttempts(5)
            .build();

    final KinesisClient client;
    private final URI endpoint;
    private final String region;
    private final AwsCredentialsIdentity credentials;
    private final String prefix = "conformance-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private final Set<String> streams = new HashSet<>();
    private String shared;
    private int made;

    /** @param endpoint null for AWS itself, with the credentials and the region of the environment */
    public Probe(URI endpoint) {
        var builder = KinesisClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(c -> c.retryStrategy(CALLED_TOO_OFTEN));
        if (endpoint == null) {
            region = new DefaultAwsRegionProviderChain().getRegion().id();
            this.endpoint = URI.create("https://kinesis." + region + ".amazonaws.com");
            credentials = DefaultCredentialsProvider.builder().build().resolveCredentials();
        } else {
            region = Region.US_EAST_1.id();
            this.endpoint = endpoint;
            credentials = AwsBasicCredentials.create("test", "test");
            builder.endpointOverride(endpoint)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
        }
        client = builder.build();
    }

    /** What is seen, or the code of the error. */
    public String observe(Case one) {
        try {
            return one.steps().run(this);
        } catch (KinesisException e) {
            var code = e.awsErrorDetails().errorCode();
            return code == null ? "status " + e.statusCode() : code;
        } catch (SdkClientException e) {
            return "no answer";
        } finally {
            deleteAllBut(shared);
        }
    }

    /** Sends it as it is. */
    Exchange.Answer exchange(Exchange exchange) {
        return exchange.send(endpoint, credentials, region);
    }

    /** A stream that a case has made itself is awaited, and deleted at the end. */
    void adopt(String stream) {
        streams.add(stream);
        awaitActive(stream);
    }

    /** A stream of two shards for cases that leave nothing behind. */
    String shared() {
        if (shared == null) {
            shared = stream(2);
        }
        return shared;
    }

    /** A stream of its own, ACTIVE. */
    String stream(int shards) {
        var name = name();
        create(name, shards);
        return name;
    }

    String name() {
        return prefix + made++;
    }

    void create(String name, int shards) {
        client.createStream(r -> r.streamName(name).shardCount(shards));
        adopt(name);
    }

    void delete(String name) {
        client.deleteStream(r -> r.streamName(name));
        await().atMost(PATIENCE).until(() -> !exists(name));
        streams.remove(name);
    }

    void split(String stream, int shard, String at) {
        client.splitShard(r -> r.streamName(stream).shardToSplit(id(shard)).newStartingHashKey(at));
        awaitActive(stream);
    }

    void merge(String stream, int shard, int adjacent) {
        client.mergeShards(r -> r.streamName(stream).shardToMerge(id(shard)).adjacentShardToMerge(id(adjacent)));
        awaitActive(stream);
    }

    String arn(String stream) {
        return client.describeStreamSummary(r -> r.streamName(stream))
                .streamDescriptionSummary()
                .streamARN();
    }

    List<Shard> shards(String stream) {
        return client.listShards(r -> r.streamName(stream)).shards();
    }

    /** To the shard whose range holds that hash key; the answer is the sequence number. */
    String put(String stream, String data, String hashKey) {
        return client.putRecord(r -> r.streamName(stream)
                        .partitionKey("k")
                        .explicitHashKey(hashKey)
                        .data(SdkBytes.fromUtf8String(data)))
                .sequenceNumber();
    }

    /** To the first shard. */
    String put(String stream, String data) {
        return put(stream, data, "0");
    }

    static PutRecordsRequestEntry entry(String data, String hashKey) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .explicitHashKey(hashKey)
                .data(SdkBytes.fromUtf8String(data))
                .build();
    }

    String iterator(String stream, int shard, ShardIteratorType type) {
        return iterator(stream, shard, type, null);
    }

    String iterator(String stream, int shard, ShardIteratorType type, String sequenceNumber) {
        return client.getShardIterator(r -> r.streamName(stream)
                        .shardId(id(shard))
                        .shardIteratorType(type)
                        .startingSequenceNumber(sequenceNumber))
                .shardIterator();
    }

    GetRecordsResponse page(String iterator) {
        return client.getRecords(r -> r.shardIterator(iterator));
    }

    /** The data from there on, once as many are there as should be: pages of Kinesis may be empty on the way. */
    String read(String iterator, int records) {
        var read = new ArrayList<Record>();
        var at = iterator;
        for (int i = 0; i < POLLS && at != null && read.size() < records; i++) {
            var page = page(at);
            read.addAll(page.records());
            at = page.nextShardIterator();
        }
        return texts(read);
    }

    String all(String stream, int shard, int records) {
        return read(iterator(stream, shard, ShardIteratorType.TRIM_HORIZON), records);
    }

    static String texts(List<Record> records) {
        return records.stream().map(record -> record.data().asUtf8String()).collect(Collectors.joining(","));
    }

    /** The shards' indexes. */
    static String indexes(List<Shard> shards) {
        return shards.stream().map(shard -> index(shard.shardId())).collect(Collectors.joining(","));
    }

    static String index(String shardId) {
        return shardId == null ? "-" : Integer.toString(Integer.parseInt(shardId.substring("shardId-".length())));
    }

    static String id(int shard) {
        return String.format(Locale.ROOT, "shardId-%012d", shard);
    }

    void awaitActive(String stream) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> client.describeStreamSummary(r -> r.streamName(stream))
                                .streamDescriptionSummary()
                                .streamStatus()
                        == StreamStatus.ACTIVE);
    }

    private boolean exists(String stream) {
        try {
            client.describeStreamSummary(r -> r.streamName(stream));
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    @Override
    public void close() {
        deleteAllBut(null);
        client.close();
    }

    /** An account may have few shards, so that each case gives back its own. */
    private void deleteAllBut(String kept) {
        for (var stream : Set.copyOf(streams)) {
            if (!stream.equals(kept)) {
                client.deleteStream(r -> r.streamName(stream));
                streams.remove(stream);
            }
        }
    }
}
