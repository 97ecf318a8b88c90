package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** A KCL application, leases and all, reads a stream that is split and merged under it: each key's records in order. */
@Timeout(150) // 54 to 66 seconds on a busy machine: KCL takes its time to get its first leases
class KclIT {
    private static final String STREAM = "orders";
    private static final int KEYS = 20;
    private static final int ROUNDS = 25;

    private final Map<String, List<Integer>> received = new ConcurrentHashMap<>();
    private int rounds;

    @Test
    void readsThroughASplitAndAMergeWithoutLoss() throws Exception {
        try (var kinesis = LocalKinesis.builder().stream(STREAM, 2).start();
                var dynamo = DynamoDbLocal.start()) {
            put(kinesis);
            try (var kcl = new Kcl(STREAM, kinesis.endpoint(), dynamo.endpoint(), this::receive)) {
                assertThat(kcl).isNotNull();
                awaitAll();

                var before = open(kinesis);
                kinesis.engine().splitShard(STREAM, before.get(0).shardId(), middle(before.get(0)));
                put(kinesis);
                awaitAll();

                // The split's second child with the shard that was never split.
                var after = open(kinesis);
                assertThat(after).hasSize(3);
                kinesis.engine()
                        .mergeShards(
                                STREAM, after.get(1).shardId(), after.get(2).shardId());
                put(kinesis);
                awaitAll();
                assertThat(open(kinesis)).hasSize(2);
            }
        }
    }

    /** The keys' next records, through the limits that are on. */
    private void put(LocalKinesis kinesis) {
        for (int round = rounds; round < rounds + ROUNDS; round++) {
            for (int key = 0; key < KEYS; key++) {
                var data = Integer.toString(round).getBytes(StandardCharsets.UTF_8);
                kinesis.engine().putRecord(STREAM, new NewRecord(data, "order-" + key, null));
            }
        }
        rounds += ROUNDS;
    }

    private void receive(KinesisClientRecord record) {
        received.computeIfAbsent(record.partitionKey(), key -> new CopyOnWriteArrayList<>())
                .add(Integer.valueOf(
                        StandardCharsets.UTF_8.decode(record.data()).toString()));
    }

    private void awaitAll() {
        var all = IntStream.range(0, rounds).boxed().toList();
        var expected = IntStream.range(0, KEYS).boxed().collect(Collectors.toMap(key -> "order-" + key, key -> all));
        await().atMost(Duration.ofSeconds(75))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(received).isEqualTo(expected));
    }

    /** The open shards by their place in the hash key space. */
    private static List<ShardDescription> open(LocalKinesis kinesis) {
        return kinesis.engine().listShards(STREAM, ShardFilter.ALL, null, 100).shards().stream()
                .filter(shard -> shard.endingSequenceNumber() == null)
                .sorted((a, b) -> new BigInteger(a.startingHashKey()).compareTo(new BigInteger(b.startingHashKey())))
                .toList();
    }

    private static String middle(ShardDescription shard) {
        return new BigInteger(shard.startingHashKey())
                .add(new BigInteger(shard.endingHashKey()))
                .shiftRight(1)
                .toString();
    }
}
