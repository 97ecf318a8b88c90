package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import delivery.model.SourceProgress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.KinesisProducerConfiguration.RecordDistributionStrategyDefault;
import software.amazon.kinesis.producer.UserRecord;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** A KPL producer, native process and all, over TLS: every record arrives, in the shard of its explicit hash key. */
@Timeout(60)
class KplIT {
    private static final String STREAM = KeyedRecords.STREAM;
    private static final int SHARDS = 4;
    private static final int RECORDS = 2_000;
    private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(SHARDS));

    @BeforeAll
    static void nativeBinaryRuns() {
        var machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        var loaders = List.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1");
        assumeTrue(
                System.getProperty("os.name").startsWith("Mac")
                        || loaders.stream().anyMatch(loader -> Files.exists(Path.of(loader))),
                "KPL's native binary needs macOS or a Linux with glibc, this is " + machine);
    }

    @ParameterizedTest(name = "aggregation {0}")
    @ValueSource(booleans = {false, true})
    void everyRecordArrivesInTheShardOfItsHashKey(boolean aggregation) throws Exception {
        try (var kinesis = LocalKinesis.builder().stream(STREAM, SHARDS).tls().start()) {
            var producer = producer(kinesis, aggregation);
            try {
                // It aggregates only once it has learnt of the shards, which the first half has it ask for.
                put(producer, 0, RECORDS / 2);
                put(producer, RECORDS / 2, RECORDS);
            } finally {
                producer.destroy();
            }

            var arrived = new TreeMap<Integer, Integer>();
            var stored = 0;
            for (var shard : shards(kinesis)) {
                var records = records(kinesis, shard.shardId());
                stored += records.size();
                for (var record : new AggregatorUtil().deaggregate(records)) {
                    var number = Integer.parseInt(
                            StandardCharsets.UTF_8.decode(record.data()).toString());
                    assertThat(record.partitionKey()).isEqualTo("order-" + number);
                    assertThat(arrived.put(number, shardOf(number))).isNull();
                    assertThat(new BigInteger(shard.startingHashKey())).isEqualTo(start(shardOf(number)));
                }
            }
            assertThat(arrived).hasSize(RECORDS);
            if (aggregation) {
                assertThat(stored).isLessThan(RECORDS * 3 / 4);
            } else {
                assertThat(stored).isEqualTo(RECORDS);
            }
        }
    }

    /** KPL, native process and all, then our consumer and ranking server as anybody runs them. */
    @Test
    void ofOurEventsThatKplAggregatesTheRankingCountsEachOnce() throws Exception {
        try (var kinesis = LocalKinesis.builder().stream(STREAM, SHARDS).tls().start();
                var server = OurProgram.rankingServer();
                var consumer = OurProgram.start(
                        "consumer",
                        "--all-shards",
                        "--server",
                        server.socket(),
                        "--stream-name",
                        STREAM,
                        "--endpoint-url",
                        kinesis.endpoint().toString())) {
            var producer = producer(kinesis, true);
            try {
                putOrders(producer, 1, RECORDS / 2);
                putOrders(producer, RECORDS / 2 + 1, RECORDS);
                var last = new SourceProgress("k3v9ab12", RECORDS, true, System.currentTimeMillis());
                producer.addUserRecord(STREAM, "k3v9ab12", ByteBuffer.wrap(new EventEncoder().encode(last)))
                        .get();
            } finally {
                producer.destroy();
            }
            assertThat(stored(kinesis)).isLessThan(RECORDS * 3 / 4);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(server.ranking())
                            .contains("\"created\":{\"orders\":" + RECORDS + ",")
                            .contains("\"applied\":" + RECORDS + ",\"duplicates\":0,\"rejected\":0,\"control\":1"));
            assertThat(consumer.stop()).isZero();
        }
    }

    private static void putOrders(KinesisProducer producer, int from, int to) throws Exception {
        var encoder = new EventEncoder();
        var results = IntStream.rangeClosed(from, to)
                .mapToObj(n -> new OrderCreated(
                        new OrderId("k3v9ab12", n),
                        Region.of(n % 900),
                        Region.of((n + 1) % 900),
                        500,
                        60,
                        System.currentTimeMillis()))
                .map(order -> producer.addUserRecord(
                        STREAM, order.orderId().toString(), ByteBuffer.wrap(encoder.encode(order))))
                .toList();
        for (var result : results) {
            assertThat(result.get().isSuccessful()).isTrue();
        }
    }

    /** It drops a record if the hash key of one in it is not of the shard. */
    @Test
    void ofWhatOurProducerAggregatesKclDropsNothingThoughTheStreamIsSplitMeanwhile() throws Exception {
        try (var kinesis =
                LocalKinesis.builder().stream(STREAM, 2).limits(false).start()) {
            var stream = new KeyedRecords(kinesis);
            try (var producer = OurProgram.start(
                    "producer-main",
                    "--aggregate",
                    "--routing",
                    "order",
                    "--rate",
                    "3000",
                    "--count",
                    "6000",
                    "--stream-name",
                    STREAM,
                    "--endpoint-url",
                    kinesis.endpoint().toString())) {
                await().atMost(Duration.ofSeconds(30)).until(() -> stored(kinesis) > 20);
                stream.split();
                assertThat(producer.awaitEnd()).isZero();
            }
            assertThat(shards(kinesis)).hasSize(4);
            var orders = new TreeSet<String>();
            for (var shard : shards(kinesis)) {
                new AggregatorUtil()
                                .deaggregate(
                                        records(kinesis, shard.shardId()),
                                        new BigInteger(shard.startingHashKey()),
                                        new BigInteger(shard.endingHashKey()))
                                .stream()
                                .map(record -> StandardCharsets.UTF_8
                                        .decode(record.data())
                                        .toString())
                                .filter(text -> text.contains("order_created"))
                                .forEach(orders::add);
            }
            assertThat(orders).hasSize(6_000);
            assertThat(stored(kinesis)).isLessThan(3_000);
        }
    }

    private static int stored(LocalKinesis kinesis) {
        return shards(kinesis).stream()
                .mapToInt(shard -> records(kinesis, shard.shardId()).size())
                .sum();
    }

    @Test
    void aSplitARestartAndAMergeMeanwhileLoseNothing() throws Exception {
        try (var kinesis = LocalKinesis.builder().stream(STREAM, 2).tls().start()) {
            var stream = new KeyedRecords(kinesis);
            var before = producer(kinesis, false);
            try {
                put(before, 0, 300);
                stream.split();
                put(before, 300, 600);
            } finally {
                before.destroy();
            }
            var after = producer(kinesis, false);
            try {
                put(after, 600, 900);
                stream.merge();
                put(after, 900, 1_200);
            } finally {
                after.destroy();
            }
            assertThat(shards(kinesis).stream()
                            .flatMap(shard -> records(kinesis, shard.shardId()).stream())
                            .map(record -> Integer.valueOf(
                                    StandardCharsets.UTF_8.decode(record.data()).toString())))
                    .containsAll(IntStream.range(0, 1_200).boxed().toList());
        }
    }

    private static KinesisProducer producer(LocalKinesis kinesis, boolean aggregation) {
        var tls = kinesis.tlsEndpoint().orElseThrow();
        var configuration = new KinesisProducerConfiguration()
                .setCredentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .setRegion("us-east-1")
                .setKinesisEndpoint(tls.getHost())
                .setKinesisPort(tls.getPort())
                .setStsEndpoint(tls.getHost()) // which does not know STS; the real one is nobody's to ask
                .setStsPort(tls.getPort())
                .setVerifyCertificate(false)
                .setMetricsLevel("none")
                .setAggregationEnabled(aggregation)
                // The other strategy gives the first thousands of records hash keys of its own.
                .setRecordDistributionStrategyDefault(RecordDistributionStrategyDefault.USER_PARTITION_KEY)
                .setTempDirectory(Path.of("target").toAbsolutePath().toString());
        return new KinesisProducer(configuration);
    }

    private static void put(KinesisProducer producer, int from, int to) throws Exception {
        var results = IntStream.range(from, to)
                .mapToObj(i -> producer.addUserRecord(new UserRecord(
                        STREAM,
                        "order-" + i,
                        start(shardOf(i)).add(BigInteger.valueOf(i)).toString(),
                        ByteBuffer.wrap(Integer.toString(i).getBytes(StandardCharsets.UTF_8)))))
                .toList();
        for (var result : results) {
            assertThat(result.get().isSuccessful()).isTrue();
        }
    }

    private static int shardOf(int number) {
        return number % SHARDS;
    }

    private static BigInteger start(int shard) {
        return RANGE.multiply(BigInteger.valueOf(shard));
    }

    private static List<ShardDescription> shards(LocalKinesis kinesis) {
        return kinesis.engine().listShards(STREAM, ShardFilter.ALL, null, 100).shards();
    }

    private static List<KinesisClientRecord> records(LocalKinesis kinesis, String shardId) {
        var iterator = kinesis.engine().getShardIterator(STREAM, shardId, IteratorType.TRIM_HORIZON, null, null);
        return kinesis.engine().getRecords(iterator, 10_000).records().stream()
                .map(record -> KinesisClientRecord.builder()
                        .sequenceNumber(record.sequenceNumber())
                        .partitionKey(record.partitionKey())
                        .data(ByteBuffer.wrap(record.data()))
                        .build())
                .toList();
    }
}
