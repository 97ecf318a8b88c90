package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ThrottleCountsTest {
    private final ThrottleCounts counts = new ThrottleCounts();

    private void count(String shardId, int times) {
        for (var i = 0; i < times; i++) {
            counts.count(shardId);
        }
    }

    @Test
    void theHottestShardsAreTold() {
        count("shardId-000000000000", 2);
        count("shardId-000000000001", 5);
        count("shardId-000000000002", 3);
        assertThat(counts.most(2)).isEqualTo(Map.of("shardId-000000000001", 5L, "shardId-000000000002", 3L));
        assertThat(counts.most(9)).hasSize(3);
    }

    @Test
    void aShardWithANameThatNoProgressRecordTakesIsLeftOut() {
        count("s".repeat(65), 7);
        count("a shard", 7);
        count("shardId-000000000000", 1);
        assertThat(counts.most(9)).containsOnlyKeys("shardId-000000000000");
    }
}
