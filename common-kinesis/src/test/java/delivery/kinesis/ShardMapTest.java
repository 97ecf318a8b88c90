package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardMapTest {
    private static final Shard LOW = shard(0, "0", "99");
    private static final Shard HIGH = shard(1, "100", ShardMap.MAX_HASH_KEY.toString());

    @Test
    void findsTheShardOfAHashKeyAtTheEdgesOfItsRange() {
        var map = ShardMap.of(List.of(HIGH, LOW));
        assertThat(map.ids()).containsExactly(LOW.shardId(), HIGH.shardId());
        assertThat(map.shardFor(BigInteger.ZERO)).contains(LOW);
        assertThat(map.shardFor(BigInteger.valueOf(99))).contains(LOW);
        assertThat(map.shardFor(BigInteger.valueOf(100))).contains(HIGH);
        assertThat(map.shardFor(ShardMap.MAX_HASH_KEY)).contains(HIGH);
    }

    @Test
    void leavesClosedShardsOut() {
        var closed = new Shard("shardId-000000000002", List.of(), BigInteger.ZERO, ShardMap.MAX_HASH_KEY, false);
        assertThat(ShardMap.of(List.of(closed, LOW, HIGH)).open()).containsExactly(LOW, HIGH);
    }

    @Test
    void noticesAHoleAndAnOverlap() {
        assertThat(ShardMap.of(List.of(LOW, HIGH)).isComplete()).isTrue();
        assertThat(ShardMap.of(List.of(HIGH)).isComplete()).isFalse();
        assertThat(ShardMap.of(List.of(LOW)).isComplete()).isFalse();
        assertThat(ShardMap.of(List.of(LOW, HIGH, shard(2, "50", "120"))).isComplete())
                .isFalse();
        assertThat(ShardMap.of(List.of()).isComplete()).isFalse();
        assertThat(ShardMap.of(List.of(HIGH)).shardFor(BigInteger.ONE)).isEmpty();
        assertThat(ShardMap.of(List.of()).shardFor(BigInteger.ONE)).isEmpty();
    }

    @Test
    void foretellsTheShardOfAPartitionKeyWhateverItsLetters() {
        var time = new FakeTime();
        var engine = new Engine(time, new Random(1), EngineOptions.DEFAULT.withTransition(Duration.ZERO));
        engine.createActiveStream("s", 7);
        var stream = new EngineStream(engine, "s");
        var map = ShardMap.of(stream.shards());
        for (var key : List.of("a", "k3v9ab12-17", "3-17", "Zürich", "東京", "🚚", "x".repeat(256))) {
            var stored = (PutResult.Stored)
                    stream.put(List.of(new PutEntry(new byte[1], key, null))).get(0);
            assertThat(map.shardFor(ShardMap.hashKeyOf(key)).orElseThrow().shardId())
                    .as(key)
                    .isEqualTo(stored.shardId());
        }
    }

    private static Shard shard(int number, String from, String to) {
        return new Shard(
                String.format(Locale.ROOT, "shardId-%012d", number),
                List.of(),
                new BigInteger(from),
                new BigInteger(to),
                true);
    }
}
