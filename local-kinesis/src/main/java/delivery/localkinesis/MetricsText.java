package delivery.localkinesis;

import java.util.List;
import java.util.function.ToLongFunction;

/** The shards' counts as Prometheus reads them. */
final class MetricsText {
    private MetricsText() {}

    static String of(List<ShardStats> shards) {
        var text = new StringBuilder();
        append(text, shards, "records", "Records stored.", ShardStats::records);
        append(text, shards, "bytes", "Bytes stored, partition keys included.", ShardStats::bytes);
        append(text, shards, "throttled_puts", "Records refused for want of quota.", ShardStats::throttledPuts);
        append(text, shards, "read_calls", "GetRecords answered.", ShardStats::readCalls);
        append(text, shards, "throttled_reads", "GetRecords refused for want of quota.", ShardStats::throttledReads);
        return text.toString();
    }

    private static void append(
            StringBuilder text, List<ShardStats> shards, String what, String help, ToLongFunction<ShardStats> count) {
        var name = "local_kinesis_" + what + "_total";
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" counter\n");
        for (var shard : shards) {
            // Neither name can hold a character that would need escaping.
            text.append(name).append("{stream=\"").append(shard.stream());
            text.append("\",shard=\"").append(shard.shardId()).append("\"} ");
            text.append(count.applyAsLong(shard)).append('\n');
        }
    }
}
