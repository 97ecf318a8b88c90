package delivery.simulation;

import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.SourcePicture;
import java.util.Map;
import java.util.TreeMap;

/** What a ranking shows, for those who check it: by shard and by source. */
record Figures(RankingPicture picture) {
    AuditPicture audit() {
        return picture.audit();
    }

    Map<String, SourcePicture> sources() {
        var sources = new TreeMap<String, SourcePicture>();
        audit().sources().forEach(source -> sources.put(source.source(), source));
        return sources;
    }

    Map<String, ShardPicture> shards() {
        var shards = new TreeMap<String, ShardPicture>();
        picture.shards().forEach(shard -> shards.put(shard.shardId(), shard));
        return shards;
    }
}
