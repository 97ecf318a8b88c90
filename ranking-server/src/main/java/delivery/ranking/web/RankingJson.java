package delivery.ranking.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.DriverRank;
import delivery.ranking.state.RankingPicture.Forgotten;
import delivery.ranking.state.RankingPicture.Percentiles;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.RegionRank;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.web.AuditJson.Counters;
import delivery.ranking.web.AuditJson.SourceJson;
import delivery.ranking.web.AuditJson.VerdictJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A picture as {@code /api/ranking} shows it. Names and order of the fields, also of those records of the picture that are
 * shown as they are, are what others rely on.
 *
 * @param stream null until the first consumer has come
 */
record RankingJson(
        String asOf,
        int windowSeconds,
        List<TopRegion> topRegions,
        List<DriverRank> topDrivers,
        Totals totals,
        Averages averages,
        Waits percentiles,
        Audit audit,
        List<ShardJson> shards,
        Stream stream) {

    static RankingJson of(RankingPicture picture) {
        var totals = picture.totals();
        var stream = picture.stream();
        return new RankingJson(
                picture.asOf().truncatedTo(ChronoUnit.MILLIS).toString(),
                picture.windowSeconds(),
                picture.topRegions().stream().map(TopRegion::of).toList(),
                picture.topDrivers(),
                new Totals(
                        new Priced(totals.created(), totals.createdPrice()),
                        new Counted(totals.assigned()),
                        new Priced(totals.completed(), totals.completedPrice())),
                new Averages(
                        picture.response().averageSeconds(),
                        picture.completion().averageSeconds()),
                new Waits(picture.response().percentiles(), picture.completion().percentiles()),
                Audit.of(picture),
                picture.shards().stream().map(ShardJson::of).toList(),
                stream == null ? null : new Stream(stream.name(), stream.arn()));
    }

    record TopRegion(int x, int y, int orders) {
        static TopRegion of(RegionRank rank) {
            return new TopRegion(rank.region().x(), rank.region().y(), rank.orders());
        }
    }

    record Totals(Priced created, Counted assigned, Priced completed) {}

    record Priced(long orders, long price) {}

    record Counted(long orders) {}

    record Averages(double responseSeconds, double completionSeconds) {}

    record Waits(Percentiles response, Percentiles completion) {}

    record Stream(String name, String arn) {}

    /** @param readThrough null if unknown, likewise streamTime */
    record Audit(
            VerdictJson verdict,
            @JsonUnwrapped Records records,
            long inFlight,
            long missing,
            List<SourceJson> sources,
            @JsonUnwrapped Counters counters,
            double coverage,
            List<String> unread,
            String readThrough,
            String streamTime,
            Forgotten forgotten,
            List<Gap> gaps,
            DeadLetters deadLetters,
            boolean rejectAlarm) {
        static Audit of(RankingPicture picture) {
            AuditPicture audit = picture.audit();
            var rejected = picture.rejected();
            return new Audit(
                    VerdictJson.of(picture.verdict()),
                    audit.records(),
                    audit.inFlight(),
                    audit.missing(),
                    audit.sources().stream().map(SourceJson::of).toList(),
                    Counters.of(audit),
                    audit.coverage(),
                    audit.unread(),
                    time(audit.readThroughMillis()),
                    time(audit.streamNowMillis()),
                    audit.forgotten(),
                    audit.gaps().stream().map(Gap::of).toList(),
                    new DeadLetters(rejected.kept(), rejected.dropped(), rejected.bytes()),
                    rejected.alarm());
        }
    }

    record DeadLetters(long kept, long dropped, long bytes) {}

    record Gap(String shardId, String from, String to, String fromTime, String toTime, String what) {
        static Gap of(RecordedGap gap) {
            return new Gap(
                    gap.shardId(),
                    gap.from().toString(),
                    gap.to().toString(),
                    time(gap.fromMillis()),
                    time(gap.toMillis()),
                    gap.what());
        }
    }

    /** Null if unknown. */
    private static String time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }

    record ShardJson(
            String shardId,
            ShardState state,
            String position,
            long applied,
            Double lagSeconds,
            String consumer,
            long read,
            long duplicates,
            long rejected,
            long control,
            String durable) {
        static ShardJson of(ShardPicture shard) {
            var records = shard.records();
            return new ShardJson(
                    shard.shardId(),
                    shard.state(),
                    shard.position(),
                    records.applied(),
                    shard.lagSeconds(),
                    shard.consumer(),
                    records.read(),
                    records.duplicates(),
                    records.rejected(),
                    records.control(),
                    shard.durable());
        }
    }
}
