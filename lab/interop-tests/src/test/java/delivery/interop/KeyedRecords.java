package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.model.RecordAggregate;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a client under test is to read: a stream of two shards with its quotas, that is split and merged meanwhile; of each
 * key the records 0, 1, 2, ..., each once and in order.
 */
final class KeyedRecords {
    static final String STREAM = "orders";
    static final int KEYS = 20;
    private static final int ROUNDS = 25;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final LocalKinesis kinesis;
    private final Map<String, List<Integer>> received = new ConcurrentHashMap<>();
    private int rounds;

    /** @param kinesis has {@link #STREAM}, with two shards */
    KeyedRecords(LocalKinesis kinesis) {
        this.kinesis = kinesis;
    }

    /** Puts each key's next records as a producer that aggregates does: each two of a key in one. */
    void putAggregated() {
        for (int round = rounds; round < rounds + ROUNDS - 1; round += 2) {
            for (int key = 0; key < KEYS; key++) {
                var name = "order-" + key;
                var hashKey = hashKey(name);
                var aggregate = new RecordAggregate(hashKey);
                for (int each = round; each < round + 2; each++) {
                    aggregate.add(
                            name.getBytes(StandardCharsets.UTF_8),
                            Integer.toString(each).getBytes(StandardCharsets.UTF_8));
                }
                kinesis.engine().putRecord(STREAM, new NewRecord(aggregate.toBytes(), name, hashKey));
            }
        }
        rounds += (ROUNDS - 1) / 2 * 2;
    }

    /** Where the stream puts a record of this key by itself. */
    private static String hashKey(String partitionKey) {
        try {
            var md5 = MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, md5).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }

    /** Puts each key's next records. */
    void put() {
        for (int round = rounds; round < rounds + ROUNDS; round++) {
            for (int key = 0; key < KEYS; key++) {
                var data = Integer.toString(round).getBytes(StandardCharsets.UTF_8);
                kinesis.engine().putRecord(STREAM, new NewRecord(data, "order-" + key, null));
            }
        }
        rounds += ROUNDS;
    }

    /** Has somebody else put them. */
    void put(Writer writer) throws Exception {
        writer.put(rounds, rounds + ROUNDS);
        rounds += ROUNDS;
    }

    /** For each key the numbers from the first to before the last. */
    interface Writer {
        void put(int first, int last) throws Exception;
    }

    void split() {
        var first = awaitOpen(2).get(0);
        var middle = new BigInteger(first.startingHashKey())
                .add(new BigInteger(first.endingHashKey()))
                .shiftRight(1)
                .toString();
        kinesis.engine().splitShard(STREAM, first.shardId(), middle);
        awaitOpen(3);
    }

    /** The split's second child with the shard that was never split. */
    void merge() {
        var open = awaitOpen(3);
        kinesis.engine().mergeShards(STREAM, open.get(1).shardId(), open.get(2).shardId());
        awaitOpen(2);
    }

    void receive(String key, String number) {
        received.computeIfAbsent(key, any -> new CopyOnWriteArrayList<>()).add(Integer.valueOf(number));
    }

    void awaitAll(Duration most) {
        var all = IntStream.range(0, rounds).boxed().toList();
        var expected = IntStream.range(0, KEYS).boxed().collect(Collectors.toMap(key -> "order-" + key, key -> all));
        await().atMost(most)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(received).isEqualTo(expected));
    }

    /** The open shards by their place in the hash key space, once there are as many. */
    private List<ShardDescription> awaitOpen(int shards) {
        await().atMost(SOON).until(() -> open().size() == shards);
        return open();
    }

    private List<ShardDescription> open() {
        return kinesis.engine().listShards(STREAM, ShardFilter.ALL, null, 100).shards().stream()
                .filter(shard -> shard.endingSequenceNumber() == null)
                .sorted((a, b) -> new BigInteger(a.startingHashKey()).compareTo(new BigInteger(b.startingHashKey())))
                .toList();
    }
}
