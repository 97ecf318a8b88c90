package delivery.ranking;

import delivery.model.Region;
import delivery.protocol.Message.StreamIdentity;
import java.time.Instant;
import java.util.List;

/**
 * All that the ranking shows at one moment. Immutable: made by the ranking loop, looked at by anyone.
 *
 * @param stream null until the first consumer has come
 */
record RankingPicture(
        Instant asOf,
        int windowSeconds,
        List<RegionRank> topRegions,
        List<DriverRank> topDrivers,
        Totals totals,
        Durations response,
        Durations completion,
        AuditPicture audit,
        List<ShardPicture> shards,
        StreamIdentity stream,
        RejectedPicture rejected) {
    RankingPicture(
            Instant asOf,
            int windowSeconds,
            List<RegionRank> topRegions,
            List<DriverRank> topDrivers,
            Totals totals,
            Durations response,
            Durations completion,
            AuditPicture audit,
            List<ShardPicture> shards,
            StreamIdentity stream) {
        this(
                asOf,
                windowSeconds,
                topRegions,
                topDrivers,
                totals,
                response,
                completion,
                audit,
                shards,
                stream,
                RejectedPicture.NONE);
    }

    /** The same, and what became of the rejected records. */
    RankingPicture with(RejectedPicture other) {
        return new RankingPicture(
                asOf,
                windowSeconds,
                topRegions,
                topDrivers,
                totals,
                response,
                completion,
                audit,
                shards,
                stream,
                other);
    }

    record RegionRank(Region region, int orders) {}

    /** @param earned in cents */
    record DriverRank(String driver, long completed, long earned) {}

    /** Prices in cents. */
    record Totals(long created, long createdPrice, long assigned, long completed, long completedPrice) {}

    record Durations(double averageSeconds, Percentiles percentiles) {}

    /** In seconds. */
    record Percentiles(double p50, double p95, double p99) {}

    /**
     * Records read = applied + duplicates + rejected + control.
     *
     * @param conflicts events of an identity that had counted, but not a copy: produced a second time
     * @param late orders that came after their second had left the window
     * @param future orders from further ahead than a clock may be off
     * @param skew durations below zero
     * @param covered whether the shards being read cover all keys of the stream; nothing is called missing before
     */
    record AuditPicture(
            Records records,
            long inFlight,
            long missing,
            List<SourcePicture> sources,
            long conflicts,
            long late,
            long future,
            long skew,
            long unknownFields,
            boolean covered) {}

    /**
     * What became of the rejected records.
     *
     * @param kept dead letters in the file
     * @param dropped since the server started, those that could not be kept
     * @param bytes of the file
     * @param alarm whether a burst is being rejected
     */
    record RejectedPicture(long kept, long dropped, long bytes, boolean alarm) {
        static final RejectedPicture NONE = new RejectedPicture(0, 0, 0, false);
    }

    /** @param control records that are no events: the sources' progress */
    record Records(long read, long applied, long duplicates, long rejected, long control) {
        static final Records NONE = new Records(0, 0, 0, 0, 0);

        Records plus(Records other) {
            return new Records(
                    read + other.read,
                    applied + other.applied,
                    duplicates + other.duplicates,
                    rejected + other.rejected,
                    control + other.control);
        }
    }

    /** @param applied of its numbers 1..produced those that have come */
    record SourcePicture(String source, long produced, long applied, boolean closed, long inFlight, long missing) {}

    /**
     * @param lagSeconds how far behind the tip of the shard we are; null until the first batch
     * @param consumer who reads it, null if nobody does
     */
    record ShardPicture(
            String shardId, ShardState state, String position, Records records, Double lagSeconds, String consumer) {}

    /** Where a shard is in its life. */
    enum ShardState {
        /** A shard that ended goes on here; nobody has brought it yet. */
        EXPECTED,
        OPEN,
        /** Read to its end. */
        CLOSED
    }
}
