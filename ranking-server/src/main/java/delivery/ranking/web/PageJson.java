package delivery.ranking.web;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.Records;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.RankingPicture.Totals;
import delivery.ranking.web.AuditJson.Counters;
import delivery.ranking.web.AuditJson.SourceJson;
import delivery.ranking.web.AuditJson.VerdictJson;
import delivery.ranking.web.PageCity.Cells;
import delivery.ranking.web.PageCity.Drivers;
import delivery.ranking.web.PageCity.FleetJson;
import delivery.ranking.web.PageCity.Orders;
import delivery.ranking.web.PagePicture.LanePicture;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * What the page is sent: everything at first, then what has changed ({@link Change}). Times are milliseconds since the epoch,
 * regions are their index. Between this server and its own page; others read {@code /api/ranking}.
 *
 * @param whole always true: of a change it is no part
 * @param run of the server; it too is never in a change
 */
record PageJson(
        long asOf,
        boolean whole,
        String run,
        List<String> peers,
        int windowSeconds,
        @JsonInclude(NON_NULL) Stream stream,
        Totals totals,
        Durations response,
        Durations completion,
        Orders orders,
        FleetJson fleet,
        List<TopRegion> topRegions,
        List<TopDriver> topDrivers,
        Audit audit,
        VerdictJson verdict,
        Set<String> gone,
        boolean rejectAlarm,
        Progress catchUp,
        List<Lane> lanes,
        Cells heat,
        Cells open,
        Drivers drivers,
        @JsonInclude(NON_NULL) Second second) {

    static PageJson of(PagePicture page) {
        var ranking = page.ranking();
        var city = ranking.city();
        return new PageJson(
                ranking.asOf().toEpochMilli(),
                true,
                page.run(),
                page.peers(),
                ranking.windowSeconds(),
                ranking.stream() == null ? null : Stream.of(ranking.stream()),
                ranking.totals(),
                Durations.of(ranking.response()),
                Durations.of(ranking.completion()),
                new Orders(city.openOrders(), city.expired()),
                FleetJson.of(city, ranking.asOf().toEpochMilli()),
                topRegions(page),
                topDrivers(page),
                Audit.of(ranking.audit()),
                VerdictJson.of(ranking.verdict()),
                new TreeSet<>(city.gone()),
                ranking.rejected().alarm(),
                Progress.of(page.catchUp()),
                page.lanes().stream().map(Lane::of).toList(),
                new Cells(city.heat()),
                new Cells(city.open()),
                new Drivers(city.drivers()),
                page.second() == null ? null : Second.of(page.second()));
    }

    private static List<TopRegion> topRegions(PagePicture page) {
        var tops = page.ranking().topRegions();
        return IntStream.range(0, tops.size())
                .mapToObj(place -> new TopRegion(
                        tops.get(place).region().index(),
                        tops.get(place).orders(),
                        moved(page.regionMoves().get(place))))
                .toList();
    }

    private static List<TopDriver> topDrivers(PagePicture page) {
        var tops = page.ranking().topDrivers();
        return IntStream.range(0, tops.size())
                .mapToObj(place -> new TopDriver(
                        tops.get(place).driver(),
                        tops.get(place).completed(),
                        tops.get(place).earned(),
                        moved(page.driverMoves().get(place))))
                .toList();
    }

    /** Null for one that was not among the first ten a minute ago. */
    private static Integer moved(int places) {
        return places == Movement.NEW ? null : places;
    }

    static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }

    record Stream(String name, String arn, long createdAt) {
        static Stream of(StreamIdentity stream) {
            return new Stream(stream.name(), stream.arn(), stream.createdAtMillis());
        }
    }

    record Durations(double average, double p50, double p95, double p99) {
        static Durations of(RankingPicture.Durations durations) {
            var percentiles = durations.percentiles();
            return new Durations(durations.averageSeconds(), percentiles.p50(), percentiles.p95(), percentiles.p99());
        }
    }

    record TopRegion(int region, int orders, Integer moved) {}

    record TopDriver(String driver, long completed, long earned, Integer moved) {}

    record Progress(boolean known, double share, double lagSeconds) {
        static Progress of(CatchUp.Progress progress) {
            return new Progress(
                    progress.isKnown(), rounded(progress.share(), 1_000), rounded(progress.lagSeconds(), 10));
        }
    }

    /** Of all sources together, and of some one by one. */
    record Audit(
            @JsonUnwrapped Records records,
            long produced,
            long seen,
            long refused,
            long inFlight,
            long missing,
            @JsonUnwrapped Counters counters,
            int gapCount,
            List<Gap> gaps,
            int sourceCount,
            List<SourceJson> sources) {
        /** Sources that are shown one by one; the rest is in the sums. */
        static final int MAX_SOURCES = 12;

        static final int MAX_GAPS = 5;

        /** Those with something wrong first, then those that still produce, then those that produced most. */
        private static final Comparator<SourcePicture> BY_INTEREST = Comparator.comparing(
                        (SourcePicture source) -> source.missing() == 0
                                && source.rejected() == 0
                                && source.standing().state() != SourceState.SILENT)
                .thenComparing(SourcePicture::closed)
                .thenComparing(Comparator.comparingLong(SourcePicture::produced).reversed())
                .thenComparing(SourcePicture::source);

        static Audit of(AuditPicture audit) {
            var forgotten = audit.forgotten();
            var gaps = audit.gaps();
            return new Audit(
                    audit.records(),
                    sum(audit, SourcePicture::produced)
                            + forgotten.applied()
                            + forgotten.rejected()
                            + forgotten.missing(),
                    sum(audit, SourcePicture::applied) + forgotten.applied(),
                    sum(audit, SourcePicture::rejected) + forgotten.rejected(),
                    audit.inFlight(),
                    audit.missing(),
                    Counters.of(audit),
                    gaps.size(),
                    gaps.subList(Math.max(0, gaps.size() - MAX_GAPS), gaps.size()).stream()
                            .map(Gap::of)
                            .toList(),
                    audit.sources().size(),
                    audit.sources().stream()
                            .sorted(BY_INTEREST)
                            .limit(MAX_SOURCES)
                            .map(SourceJson::of)
                            .toList());
        }

        private static long sum(AuditPicture audit, ToLongFunction<SourcePicture> figure) {
            return audit.sources().stream().mapToLong(figure).sum();
        }
    }

    record Gap(String shard, long from, long to, String what) {
        static Gap of(RecordedGap gap) {
            return new Gap(gap.shardId(), gap.fromMillis(), gap.toMillis(), gap.what());
        }
    }

    /** What is null is not known yet, but for the consumer: there is none. */
    record Lane(
            String shard,
            ShardState state,
            String consumer,
            List<String> parents,
            @JsonInclude(NON_NULL) Double start,
            @JsonInclude(NON_NULL) Double end,
            double recordsPerSecond,
            long bytesPerSecond,
            long throttled,
            double throttledPerSecond,
            @JsonInclude(NON_NULL) Double lagSeconds,
            @JsonInclude(NON_NULL) Long readThrough,
            long read,
            long duplicates,
            long rejected) {
        static Lane of(LanePicture each) {
            var shard = each.shard();
            var lane = shard.lane();
            var hasKeys = lane.start() >= 0;
            return new Lane(
                    shard.shardId(),
                    shard.state(),
                    shard.consumer(),
                    lane.parents(),
                    hasKeys ? rounded(lane.start(), 100_000) : null,
                    hasKeys ? rounded(lane.end(), 100_000) : null,
                    rounded(each.recordsPerSecond(), 10),
                    Math.round(each.bytesPerSecond()),
                    lane.throttled(),
                    rounded(each.throttledPerSecond(), 10),
                    shard.lagSeconds() == null ? null : rounded(shard.lagSeconds(), 10),
                    lane.readThroughMillis() > 0 ? lane.readThroughMillis() : null,
                    shard.records().read(),
                    shard.records().duplicates(),
                    shard.records().rejected());
        }
    }

    /** As an array: the second, created, assigned and completed a second, then seconds that response, completion and lag are. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Second(
            long second,
            Double created,
            Double assigned,
            Double completed,
            Double responseSeconds,
            Double completionSeconds,
            Double lagSeconds) {
        static Second of(History.Sample sample) {
            return new Second(
                    sample.second(),
                    figure(sample.created()),
                    figure(sample.assigned()),
                    figure(sample.completed()),
                    figure(sample.responseSeconds()),
                    figure(sample.completionSeconds()),
                    figure(sample.lagSeconds()));
        }

        private static Double figure(double value) {
            return Double.isNaN(value) ? null : rounded(value, 100);
        }
    }
}
