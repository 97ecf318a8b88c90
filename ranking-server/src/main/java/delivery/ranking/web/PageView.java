package delivery.ranking.web;

import delivery.model.Region;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.DriverRank;
import delivery.ranking.state.RankingPicture.RegionRank;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.web.PagePicture.LanePicture;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches the pictures of the ranking go by, and knows what has changed within the last seconds and minutes. One
 * thread's, and not the ranking loop's: nothing here can hold up ingestion.
 */
final class PageView {
    /**
     * So many lanes are told with every picture; of twice as many every other time, and so on: who watches a thousand shards is sent no
     * more a second. One that comes, goes, or changes hands is told at once.
     */
    static final int LANES_AT_ONCE = 100;

    private static final long PICTURE_MILLIS = 200;

    private final String run;
    private final List<String> peers;
    private final History history;
    private final CatchUp catchUp = new CatchUp();
    private final Movement<Region> regions = new Movement<>();
    private final Movement<String> drivers = new Movement<>();
    private final Map<String, Flow> flows = new HashMap<>();
    private History.Sample second;
    private List<LanePicture> lanes = List.of();
    private long lanesMillis;
    private Set<Standing> standing = Set.of();

    private record Standing(String shardId, ShardState state, String consumer) {}

    private record Flow(Rate records, Rate bytes, Rate throttled) {
        Flow() {
            this(new Rate(), new Rate(), new Rate());
        }
    }

    /** @param peers where the pages of other servers are that rank the same */
    PageView(String run, List<String> peers, History history) {
        this.run = run;
        this.peers = peers;
        this.history = history;
    }

    PagePicture next(RankingPicture ranking) {
        var now = ranking.elapsed().toMillis();
        var sample = history.see(ranking);
        second = sample == null ? second : sample;
        return new PagePicture(
                run,
                peers,
                ranking,
                regions.of(ranking.topRegions().stream().map(RegionRank::region).toList(), now),
                drivers.of(ranking.topDrivers().stream().map(DriverRank::driver).toList(), now),
                lanes(ranking, now),
                catchUp.progress(
                        ranking.audit().covered(),
                        ranking.shards().stream()
                                .filter(shard -> shard.state() != ShardState.CLOSED)
                                .map(ShardPicture::lagSeconds)
                                .toList()),
                second);
    }

    private List<LanePicture> lanes(RankingPicture ranking, long now) {
        var living = ranking.shards().stream()
                .filter(shard -> shard.state() != ShardState.CLOSED)
                .toList();
        var shown = shown(living);
        var stands = ranking.shards().stream()
                .filter(shard -> shown.contains(shard.shardId()))
                .map(shard -> new Standing(shard.shardId(), shard.state(), shard.consumer()))
                .collect(Collectors.toSet());
        var everyOther = (stands.size() + LANES_AT_ONCE - 1) / LANES_AT_ONCE;
        if (everyOther > 1
                && stands.equals(standing)
                && now - lanesMillis < everyOther * PICTURE_MILLIS - PICTURE_MILLIS / 2) {
            return lanes;
        }
        standing = stands;
        lanesMillis = now;
        lanes = lanes(ranking, shown, now);
        return lanes;
    }

    private List<LanePicture> lanes(RankingPicture ranking, Set<String> shown, long now) {
        flows.keySet().retainAll(shown);
        return ranking.shards().stream()
                .filter(shard -> shown.contains(shard.shardId()))
                .map(shard -> lane(shard, now))
                .sorted(Comparator.comparingDouble(
                                (LanePicture each) -> each.shard().lane().start())
                        .thenComparing(each -> each.shard().shardId()))
                .toList();
    }

    /** Those that live, and the parents they came out of; of a stream that was split often, no more than that. */
    private static Set<String> shown(List<ShardPicture> living) {
        var shown = living.stream().map(ShardPicture::shardId).collect(Collectors.toCollection(HashSet::new));
        living.forEach(shard -> shown.addAll(shard.lane().parents()));
        return shown;
    }

    private LanePicture lane(ShardPicture shard, long now) {
        var flow = flows.computeIfAbsent(shard.shardId(), id -> new Flow());
        return new LanePicture(
                shard,
                flow.records.perSecond(shard.records().read(), now),
                flow.bytes.perSecond(shard.lane().bytes(), now),
                flow.throttled.perSecond(shard.lane().throttled(), now));
    }
}
