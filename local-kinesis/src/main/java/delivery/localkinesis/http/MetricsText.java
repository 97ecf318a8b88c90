package delivery.localkinesis.http;

import delivery.localkinesis.api.ShardStats;
import delivery.localkinesis.fault.Faults;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The shards' and the faults' counts as Prometheus reads them. */
final class MetricsText {
    private static final String USED = "local_kinesis_quota_used_ratio";
    private static final String FAULTS = "local_kinesis_faults_total";

    private final StringBuilder text = new StringBuilder();

    private MetricsText() {}

    static String of(List<ShardStats> shards, List<Faults.Count> faults) {
        var metrics = new MetricsText();
        metrics.counter(shards, "records", "Records stored.", ShardStats::records);
        metrics.counter(shards, "bytes", "Bytes stored, partition keys included.", ShardStats::bytes);
        metrics.counter(shards, "throttled_puts", "Records refused for want of quota.", ShardStats::throttledPuts);
        metrics.counter(shards, "read_calls", "GetRecords answered.", ShardStats::readCalls);
        metrics.counter(shards, "read_bytes", "Bytes that GetRecords gave.", ShardStats::bytesRead);
        metrics.counter(shards, "throttled_reads", "GetRecords refused for want of quota.", ShardStats::throttledReads);
        metrics.counter(
                shards, "dropped_early", "Records forgotten for want of memory (--retain).", ShardStats::droppedEarly);
        metrics.head(USED, "Share of a shard's quota used within the last second.", "gauge");
        metrics.used(shards, "write_records", ShardStats::writeRecordsUsed);
        metrics.used(shards, "write_bytes", ShardStats::writeBytesUsed);
        metrics.used(shards, "read_calls", ShardStats::readCallsUsed);
        metrics.used(shards, "read_bytes", ShardStats::readBytesUsed);
        metrics.head(FAULTS, "Calls struck by a fault on demand.", "counter");
        for (var count : faults) {
            metrics.text.append(FAULTS).append("{fault=\"").append(count.fault());
            metrics.text.append("\"} ").append(count.injected()).append('\n');
        }
        return metrics.text.toString();
    }

    private void counter(List<ShardStats> shards, String what, String help, ToLongFunction<ShardStats> count) {
        var name = "local_kinesis_" + what + "_total";
        head(name, help, "counter");
        for (var shard : shards) {
            name(name, shard).append("\"} ").append(count.applyAsLong(shard)).append('\n');
        }
    }

    private void used(List<ShardStats> shards, String quota, ToDoubleFunction<ShardStats> share) {
        for (var shard : shards) {
            name(USED, shard).append("\",quota=\"").append(quota).append("\"} ");
            text.append(String.format(Locale.ROOT, "%.3f", share.applyAsDouble(shard)))
                    .append('\n');
        }
    }

    private void head(String name, String help, String type) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** No name of stream, shard or fault can hold a character that would need escaping. */
    private StringBuilder name(String name, ShardStats shard) {
        return text.append(name)
                .append("{stream=\"")
                .append(shard.stream())
                .append("\",shard=\"")
                .append(shard.shardId());
    }
}
