package delivery.simulation.judge;

import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.SourcePicture;
import java.util.Map;
import java.util.TreeMap;

/** What a ranking shows, for those who check it: by shard and by source. */
public record RankingFigures(RankingPicture picture) {
    public AuditPicture audit() {
        return picture.audit();
    }

    public Map<String, SourcePicture> sources() {
        var sources = new TreeMap<String, SourcePicture>();
        audit().sources().forEach(source -> sources.put(source.source(), source));
        return sources;
    }

    public Map<String, ShardPicture> shards() {
        var shards = new TreeMap<String, ShardPicture>();
        picture.shards().forEach(shard -> shards.put(shard.shardId(), shard));
        return shards;
    }
}
