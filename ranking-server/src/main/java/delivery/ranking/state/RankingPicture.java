package delivery.ranking.state;

import delivery.bytes.Fields;
import delivery.model.Position;
import delivery.model.Region;
import delivery.protocol.Message.StreamIdentity;
import delivery.ranking.city.CityPicture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All that the ranking shows at one moment. Immutable: made by the ranking loop, looked at by anyone.
 *
 * @param elapsed since some moment, always the same one of this life of the server: the clock of {@code asOf} may be set
 * @param stream null until the first consumer has come
 */
public record RankingPicture(
        Instant asOf,
        Duration elapsed,
        int windowSeconds,
        List<RegionRank> topRegions,
        List<DriverRank> topDrivers,
        Totals totals,
        Durations response,
        Durations completion,
        AuditPicture audit,
        Verdict verdict,
        List<ShardPicture> shards,
        StreamIdentity stream,
        CityPicture city,
        RejectedPicture rejected) {
    /** The same, and what became of the rejected records, and what replicas of this server say. */
    public RankingPicture with(RejectedPicture letters, ReplicaFindings replicas) {
        return new RankingPicture(
                asOf,
                elapsed,
                windowSeconds,
                topRegions,
                topDrivers,
                totals,
                response,
                completion,
                audit,
                verdict.with(replicas),
                shards,
                stream,
                city,
                letters);
    }

    public record RegionRank(Region region, int orders) {}

    /** @param earned in cents */
    public record DriverRank(String driver, long completed, long earned) {}

    /** Prices in cents. */
    public record Totals(long created, long createdPrice, long assigned, long completed, long completedPrice) {
        long events() {
            return created + assigned + completed;
        }

        /** As bytes. */
        public static Totals describe(Fields<Totals> f) {
            return new Totals(
                    f.i64(Totals::created),
                    f.i64(Totals::createdPrice),
                    f.i64(Totals::assigned),
                    f.i64(Totals::completed),
                    f.i64(Totals::completedPrice));
        }
    }

    public record Durations(double averageSeconds, Percentiles percentiles, long sumMillis) {}

    /** In seconds. */
    public record Percentiles(double p50, double p95, double p99) {}

    /**
     * Records read = applied + duplicates + rejected + control.
     *
     * @param inFlight of all sources
     * @param missing of all sources, also of those that are forgotten
     * @param conflicts events that are no copies, but have the identity or the number of another: rejected
     * @param late orders that reached the stream after their second had left the window
     * @param future orders that are further ahead of their arrival on the stream than a clock may be off
     * @param skew durations below zero
     * @param covered whether the shards being read cover all keys of the stream; nothing is called missing before
     * @param readThroughMillis all that arrived before this moment, on whatever shard, is in the ranking; 0 if unknown
     * @param gaps all that was ever lost with {@code --accept-loss}
     * @param coverage the share of the stream's keys that someone reads at this moment, 0 to 1
     * @param unread shards that have not been read to their end, and that nobody reads at this moment
     * @param contradictions events whose source had given their number to another one: of the conflicts
     * @param garbage rejected records of no source that we know
     * @param streamNowMillis what the stream's clock says at this moment, at least; 0 if nothing has arrived yet
     */
    public record AuditPicture(
            Records records,
            long inFlight,
            long missing,
            List<SourcePicture> sources,
            long conflicts,
            long late,
            long future,
            long skew,
            long unknownFields,
            boolean covered,
            long readThroughMillis,
            Forgotten forgotten,
            List<RecordedGap> gaps,
            double coverage,
            List<String> unread,
            long contradictions,
            long garbage,
            long streamNowMillis) {
        static AuditPicture of(ShardTable shards, Sources sources, Ranking ranking, RankingClock clock) {
            var all = sources.picture(clock.heardThroughMillis(shards.readUpTo(), shards.readThroughMillis()));
            return new AuditPicture(
                    shards.records(),
                    all.stream().mapToLong(SourcePicture::inFlight).sum(),
                    all.stream().mapToLong(SourcePicture::missing).sum()
                            + sources.forgotten().missing(),
                    all,
                    sources.conflicts(),
                    ranking.late(),
                    ranking.ahead(),
                    ranking.response().skew() + ranking.completion().skew(),
                    shards.unknownFields(),
                    shards.covered(),
                    Math.max(0, shards.readThroughMillis()),
                    sources.forgotten(),
                    shards.gaps(),
                    shards.coverage(),
                    shards.unread(),
                    sources.contradictions(),
                    sources.garbage(),
                    clock.streamNowMillis());
        }
    }

    /**
     * What became of the rejected records.
     *
     * @param kept dead letters in the file
     * @param dropped since the server started, those that could not be kept
     * @param bytes of the file
     * @param alarm whether a burst is being rejected
     */
    public record RejectedPicture(long kept, long dropped, long bytes, boolean alarm) {
        static final RejectedPicture NONE = new RejectedPicture(0, 0, 0, false);
    }

    /** @param control records that are no events: the sources' progress */
    public record Records(long read, long applied, long duplicates, long rejected, long control) {
        public static final Records NONE = new Records(0, 0, 0, 0, 0);

        public Records plus(Records other) {
            return new Records(
                    read + other.read,
                    applied + other.applied,
                    duplicates + other.duplicates,
                    rejected + other.rejected,
                    control + other.control);
        }

        /** As bytes. */
        public static Records describe(Fields<Records> f) {
            return new Records(
                    f.i64(Records::read),
                    f.i64(Records::applied),
                    f.i64(Records::duplicates),
                    f.i64(Records::rejected),
                    f.i64(Records::control));
        }
    }

    /**
     * Produced = applied + rejected + inFlight + missing.
     *
     * @param closed by its own word, or written off
     */
    public record SourcePicture(
            String source,
            long produced,
            long applied,
            boolean closed,
            long inFlight,
            long missing,
            long rejected,
            Standing standing) {}

    /**
     * @param acknowledged its events 1 to this one are on the stream, as it said
     * @param future of its rejected events those whose clock was ahead
     * @param afterClosed events above its last word, after which it had said that none would come
     * @param silentSeconds for how long nothing of it was on the stream, as far as that is read
     * @param hasReturned whether it was written off, and then spoke
     */
    public record Standing(
            SourceState state,
            long acknowledged,
            long future,
            long afterClosed,
            long silentSeconds,
            boolean hasReturned) {}

    /** What is known of a source's life. */
    public enum SourceState {
        PRODUCING("producing"),
        /** It says something every few seconds, and has not. */
        SILENT("silent"),
        CLOSED("closed"),
        WRITTEN_OFF("written off"),
        /** Nothing that we understand has come of it: others name it. */
        STRANGER("stranger");

        private final String text;

        SourceState(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Sums of the sources that were idle for longer than the stream keeps its records. */
    public record Forgotten(long sources, long applied, long rejected, long missing) {
        public static final Forgotten NONE = new Forgotten(0, 0, 0, 0);

        /** @param isStranger its rejected records are nobody's then */
        Forgotten plus(SourceAudit source, boolean isStranger) {
            return new Forgotten(
                    sources + 1,
                    applied + source.applied(),
                    rejected + (isStranger ? 0 : source.rejected()),
                    missing + source.missing());
        }
    }

    /**
     * Records of this shard, after {@code from} and up to {@code to}, that may be lost for good.
     *
     * @param fromMillis when the earliest of them can have arrived, 0 if unknown
     * @param toMillis when the latest of them can have arrived
     * @param what happened, for people
     */
    public record RecordedGap(
            String shardId, Position from, Position to, long fromMillis, long toMillis, String what) {}

    /**
     * @param lagSeconds how far behind the tip of the shard we are; null until the first batch
     * @param consumer who reads it, null if nobody does
     * @param durable how far it is on disk
     */
    public record ShardPicture(
            String shardId,
            ShardState state,
            String position,
            Records records,
            Double lagSeconds,
            String consumer,
            String durable,
            Lane lane) {}

    /**
     * How a shard lies in the stream.
     *
     * @param parents that it came out of, ascending
     * @param start where its hash keys begin, 0..1 of all keys; negative if that is not known yet, likewise end
     * @param bytes of all its records that were read, without their partition keys
     * @param readThroughMillis all that arrived on it before this moment has been read; negative if that is not known
     * @param throttled how many records its quota had refused, as the sources said last
     */
    public record Lane(
            List<String> parents, double start, double end, long bytes, long readThroughMillis, long throttled) {}

    /** Where a shard is in its life. */
    public enum ShardState {
        /** A shard that ended goes on here; nobody has brought it yet. */
        EXPECTED,
        OPEN,
        /** Read to its end. */
        CLOSED
    }
}
