package delivery.ranking;

import delivery.ranking.state.RankingPicture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a ranking shows, for those who check it. */
public final class Figures {
    private final RankingPicture picture;

    Figures(RankingPicture picture) {
        this.picture = picture;
    }

    /** Prices in cents. */
    public record Totals(long created, long createdPrice, long assigned, long completed, long completedPrice) {}

    /** Records read and what became of them. */
    public record Records(long read, long applied, long duplicates, long rejected, long control) {}

    /** As the audit has it. */
    public record Source(long produced, long applied, boolean closed, long inFlight, long missing) {}

    /** @param position as text */
    public record Shard(String position, Records records) {}

    /** Records of that shard that arrived in that time may be lost. */
    public record Gap(String shardId, long fromMillis, long toMillis) {
        public boolean holds(String shard, long arrivedAtMillis) {
            return shardId.equals(shard) && fromMillis <= arrivedAtMillis && arrivedAtMillis <= toMillis;
        }
    }

    public List<Gap> gaps() {
        return picture.audit().gaps().stream()
                .map(gap -> new Gap(gap.shardId(), gap.fromMillis(), gap.toMillis()))
                .toList();
    }

    public Totals totals() {
        var totals = picture.totals();
        return new Totals(
                totals.created(),
                totals.createdPrice(),
                totals.assigned(),
                totals.completed(),
                totals.completedPrice());
    }

    public Records records() {
        return records(picture.audit().records());
    }

    public long inFlight() {
        return picture.audit().inFlight();
    }

    public long missing() {
        return picture.audit().missing();
    }

    public boolean covered() {
        return picture.audit().covered();
    }

    public long forgottenSources() {
        return picture.audit().forgotten().sources();
    }

    public long conflicts() {
        return picture.audit().conflicts();
    }

    public Map<String, Source> sources() {
        var sources = new LinkedHashMap<String, Source>();
        picture.audit()
                .sources()
                .forEach(source -> sources.put(
                        source.source(),
                        new Source(
                                source.produced(),
                                source.applied(),
                                source.closed(),
                                source.inFlight(),
                                source.missing())));
        return sources;
    }

    public Map<String, Shard> shards() {
        var shards = new LinkedHashMap<String, Shard>();
        picture.shards()
                .forEach(shard -> shards.put(shard.shardId(), new Shard(shard.position(), records(shard.records()))));
        return shards;
    }

    private static Records records(RankingPicture.Records records) {
        return new Records(
                records.read(), records.applied(), records.duplicates(), records.rejected(), records.control());
    }
}
