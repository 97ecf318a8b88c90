package delivery.localkinesis.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardIdsTest {
    @ParameterizedTest
    @CsvSource({
        "shardId-000000000007, 7",
        "shardId-7, 7",
        "shard-0, 0",
        "-0012, 12",
        "7, 7",
        "any.name-3, 3",
        "any-3-x, 3",
        "2147483647, 2147483647"
    })
    void theNumberOfAShardIsWhatCounts(String id, int index) {
        assertThat(ShardIds.index(id)).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "shardId-", "2147483648", "shardId-002147483648", "ABKLFD8", "2.14E4", "a-b-0", "٣"})
    void whatHasNoNumberIsNoShard(String id) {
        assertThat(ShardIds.index(id)).isEqualTo(ShardIds.NONE);
    }
}
