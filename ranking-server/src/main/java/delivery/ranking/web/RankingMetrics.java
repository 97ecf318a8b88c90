package delivery.ranking.web;

import delivery.ranking.loop.LatestPicture;
import delivery.ranking.snapshot.SnapshotFigures;
import delivery.ranking.socket.SocketCounters;
import delivery.ranking.socket.SocketCounters.Ending;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.state.RankingPicture.SourceState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** What Prometheus gets: read off the latest picture when it asks, so that counting has one home. */
public final class RankingMetrics implements MultiCollector {
    private static final String PREFIX = "delivery_ranking_";

    private final LatestPicture latest;
    private final SocketCounters socket;
    private final SnapshotFigures snapshots;
    private final IntSupplier connections;
    private final Duration retention;

    /** @param retention how long the stream keeps its records */
    public RankingMetrics(
            LatestPicture latest,
            SocketCounters socket,
            SnapshotFigures snapshots,
            IntSupplier connections,
            Duration retention) {
        this.latest = latest;
        this.socket = socket;
        this.snapshots = snapshots;
        this.connections = connections;
        this.retention = retention;
    }

    @Override
    public MetricSnapshots collect() {
        var picture = latest.get();
        var totals = picture.totals();
        var audit = picture.audit();
        var all = new ArrayList<MetricSnapshot>();
        all.add(counter("orders_created", "Orders created.", totals.created()));
        all.add(counter("orders_assigned", "Orders taken by a driver.", totals.assigned()));
        all.add(counter("orders_completed", "Orders delivered.", totals.completed()));
        all.add(counter("conflicts", "Events produced twice.", audit.conflicts()));
        all.add(counter("late_orders", "Orders too late for the window.", audit.late()));
        all.add(counter("future_orders", "Orders too far ahead for the window.", audit.future()));
        all.add(gauge("in_flight_events", "Acknowledged by the stream, not read yet.", audit.inFlight()));
        all.add(gauge("missing_events", "Acknowledged by the stream, not there.", audit.missing()));
        all.add(gauge("coverage_ratio", "Share of the stream's keys that someone reads.", audit.coverage()));
        all.add(gauge(
                "unread_shards",
                "Shards not at their end that nobody reads.",
                audit.unread().size()));
        all.add(perShard(
                picture, "records_read", "Records read.", s -> s.records().read()));
        all.add(perShard(
                picture,
                "events_applied",
                "Events that counted.",
                s -> s.records().applied()));
        all.add(perShard(
                picture,
                "duplicates",
                "Events that had counted before.",
                s -> s.records().duplicates()));
        all.add(perShard(
                picture,
                "records_rejected",
                "Records that are no events.",
                s -> s.records().rejected()));
        all.add(perShard(
                picture,
                "control_records",
                "Records of sources' progress.",
                s -> s.records().control()));
        var rejected = picture.rejected();
        all.add(gauge("dead_letters", "Rejected records that are kept.", rejected.kept()));
        all.add(gauge("dead_letters_bytes", "Size of the file that they are kept in.", rejected.bytes()));
        all.add(counter("dead_letters_dropped", "Rejected records that could not be kept.", rejected.dropped()));
        all.add(gauge("reject_alarm", "1 while a burst of records is being rejected.", rejected.alarm() ? 1 : 0));
        all.add(perShard(
                picture,
                "throttled_records",
                "Records that a shard's quota refused, as their sources said last.",
                s -> s.lane().throttled()));
        all.add(perOpenShard(picture, "lag_seconds", "How far behind the tip of the shard.", ShardPicture::lagSeconds));
        all.add(perOpenShard(
                picture,
                "position_age_seconds",
                "How long ago all that is read of the shard had arrived.",
                shard -> positionAge(picture, shard)));
        all.add(gauge("retention_seconds", "For how long the stream keeps its records.", retention.toSeconds()));
        all.add(gauge(
                "silent_sources",
                "Sources that have not closed, and of which nothing is heard.",
                audit.sources().stream()
                        .filter(source -> source.standing().state() == SourceState.SILENT)
                        .count()));
        all.add(gauge(
                "gaps",
                "Intervals of the stream that are lost for good.",
                audit.gaps().size()));
        addSnapshots(all, snapshots.latest());
        all.add(gauge("connections", "Open connections on the ranking socket.", connections.getAsInt()));
        all.add(counter("connections_accepted", "Connections to the ranking socket.", socket.accepted()));
        all.add(counter("rewinds", "Batches that did not go on from where the shard was.", socket.rewinds()));
        all.add(endings());
        all.add(buildInfo());
        return new MetricSnapshots(all);
    }

    private static void addSnapshots(List<MetricSnapshot> all, SnapshotFigures.Figures figures) {
        all.add(counter("snapshots", "Snapshots written.", figures.written()));
        all.add(counter("snapshot_failures", "Snapshots that could not be written.", figures.failures()));
        all.add(gauge(
                "snapshot_failing", "1 while the newest attempt has failed.", figures.failuresInARow() > 0 ? 1 : 0));
        all.add(gauge("snapshot_timestamp_seconds", "When the newest was on disk.", figures.writtenAtMillis() / 1e3));
        all.add(gauge("snapshot_bytes", "Size of the newest.", figures.bytes()));
        all.add(gauge("snapshot_stop_seconds", "For how long it stopped the ranking.", figures.stopNanos() / 1e9));
        all.add(gauge("snapshot_write_seconds", "How long it took to write.", figures.writeNanos() / 1e9));
    }

    private static CounterSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static CounterDataPointSnapshot point(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static CounterSnapshot perShard(
            RankingPicture picture, String name, String help, ToDoubleFunction<ShardPicture> value) {
        var counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
        picture.shards()
                .forEach(shard ->
                        counter.dataPoint(point(Labels.of("shard", shard.shardId()), value.applyAsDouble(shard))));
        return counter.build();
    }

    /** @param value null if it is not known */
    private static GaugeSnapshot perOpenShard(
            RankingPicture picture, String name, String help, Function<ShardPicture, Double> value) {
        var gauge = GaugeSnapshot.builder().name(PREFIX + name).help(help);
        for (var shard : picture.shards()) {
            var known = shard.state() == ShardState.CLOSED ? null : value.apply(shard);
            if (known != null) {
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("shard", shard.shardId()))
                        .value(known)
                        .build());
            }
        }
        return gauge.build();
    }

    private static Double positionAge(RankingPicture picture, ShardPicture shard) {
        var readThrough = shard.lane().readThroughMillis();
        return readThrough <= 0 ? null : Math.max(0, picture.asOf().toEpochMilli() - readThrough) / 1e3;
    }

    private CounterSnapshot endings() {
        var counter =
                CounterSnapshot.builder().name(PREFIX + "connections_ended").help("Connections that we ended, by why.");
        for (var why : Ending.values()) {
            counter.dataPoint(point(Labels.of("reason", why.label()), socket.ended(why)));
        }
        return counter.build();
    }

    private static GaugeSnapshot buildInfo() {
        var version = RankingMetrics.class.getPackage().getImplementationVersion();
        return GaugeSnapshot.builder()
                .name("delivery_build_info")
                .help("Which build this is; always 1.")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("version", version == null ? "unknown" : version))
                        .value(1)
                        .build())
                .build();
    }
}
