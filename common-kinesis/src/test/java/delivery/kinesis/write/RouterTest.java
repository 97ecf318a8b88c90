package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.write.Router.Route;
import delivery.model.Region;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTest {
    private static final Region SOMEWHERE = new Region(3, 17);

    @Test
    void theCycleIsEvenBeforeAndAfterASplit() {
        var router = router(Routing.cycle, even(7));
        assertEven(count(router, 10_000), 7);
        router.refresh(splitFirst(even(7)));
        assertEven(count(router, 10_000), 8);
    }

    @Test
    void theCycleGoesOnWhereItWasWhenTheMapIsReadAgainUnchanged() {
        var router = router(Routing.cycle, even(7));
        var counts = new HashMap<String, Integer>();
        for (var refresh = 0; refresh < 100; refresh++) {
            // 111 is what ten seconds bring; begun anew each time, the seventh shard would get 6 % less.
            count(router, 111).forEach((shard, n) -> counts.merge(shard, n, Integer::sum));
            assertThat(router.refresh(even(7))).isFalse();
        }
        assertEven(counts, 7);
    }

    @Test
    void theCycleUsesEvenAShardThatIsOneKeyWide() {
        var one = BigInteger.ONE;
        var map = ShardMap.of(List.of(
                new Shard("narrow", List.of(), BigInteger.ZERO, BigInteger.ZERO, true),
                new Shard("wide", List.of(), one, ShardMap.MAX_HASH_KEY, true)));
        assertThat(count(router(Routing.cycle, map), 10)).isEqualTo(Map.of("narrow", 5, "wide", 5));
    }

    @Test
    void ordersOfOneRegionGoTogetherWhenRoutedByRegion() {
        var router = router(Routing.region, even(7));
        assertThat(router.route("order-1", SOMEWHERE)).isEqualTo(router.route("order-2", SOMEWHERE));
        assertThat(router.route("order-1", SOMEWHERE).partitionKey()).isEqualTo("3-17");
        assertThat(router.route("source", null).partitionKey()).isEqualTo("source");
    }

    @Test
    void orderAndRandomLeaveTheHashToTheStream() {
        assertThat(router(Routing.order, even(7)).route("order-1", SOMEWHERE)).isEqualTo(Route.hashed("order-1"));
        var random = router(Routing.random, even(7));
        assertThat(random.route("order-1", SOMEWHERE)).isNotEqualTo(random.route("order-1", SOMEWHERE));
        assertThat(count(random, 10_000)).hasSize(7);
    }

    @Test
    void hotPutsAllIntoOneShard() {
        assertThat(count(router(Routing.hot, even(7)), 100)).hasSize(1);
    }

    @Test
    void aHotShardThatIsSplitSharesItsLoad() {
        var router = router(Routing.hot, even(7));
        router.refresh(splitFirst(even(7)));
        assertThat(count(router, 10_000))
                .hasSize(2)
                .allSatisfy((shard, n) -> assertThat(n).isBetween(4_800, 5_200));
    }

    @ParameterizedTest
    @EnumSource(Routing.class)
    void aRouteOutlivesAResharding(Routing routing) {
        var router = router(routing, even(7));
        var route = router.route("order-1", SOMEWHERE);
        router.refresh(splitFirst(even(7)));
        assertThat(router.shardOf(route)).isNotEqualTo("unknown");
    }

    private static Router router(Routing routing, ShardMap shards) {
        var router = new Router(routing, new Random(1));
        assertThat(router.isReady()).isFalse();
        assertThat(router.refresh(shards)).isTrue();
        return router;
    }

    private static Map<String, Integer> count(Router router, int records) {
        var counts = new HashMap<String, Integer>();
        for (var i = 0; i < records; i++) {
            var route = router.route("order-" + i, SOMEWHERE);
            counts.merge(router.shardOf(route), 1, Integer::sum);
        }
        return counts;
    }

    static void assertEven(Map<String, Integer> counts, int shards) {
        assertThat(counts).hasSize(shards);
        var statistics = counts.values().stream().mapToInt(Integer::intValue).summaryStatistics();
        assertThat((double) statistics.getMax() / statistics.getMin()).isLessThanOrEqualTo(1.05);
    }

    static ShardMap even(int shards) {
        var width = ShardMap.MAX_HASH_KEY.add(BigInteger.ONE).divide(BigInteger.valueOf(shards));
        var list = new ArrayList<Shard>();
        for (var i = 0; i < shards; i++) {
            var from = width.multiply(BigInteger.valueOf(i));
            var to = i == shards - 1 ? ShardMap.MAX_HASH_KEY : from.add(width).subtract(BigInteger.ONE);
            list.add(new Shard("shard-" + i, List.of(), from, to, true));
        }
        return ShardMap.of(list);
    }

    private static ShardMap splitFirst(ShardMap map) {
        var parent = map.open().get(0);
        var middle = HashKeyCycle.middle(parent);
        var list = new ArrayList<>(map.open().subList(1, map.open().size()));
        list.add(new Shard("low", List.of(), parent.startingHashKey(), middle.subtract(BigInteger.ONE), true));
        list.add(new Shard("high", List.of(), middle, parent.endingHashKey(), true));
        return ShardMap.of(list);
    }
}
