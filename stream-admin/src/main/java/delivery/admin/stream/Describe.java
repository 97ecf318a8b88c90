package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.Json;
import delivery.admin.command.StreamCommand;
import delivery.app.Table;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "describe",
        description =
                "Shows the stream and its shards, closed ones included, and warns of uneven shares of the hash keys.")
public final class Describe extends StreamCommand {
    @Override
    protected void run(AdminStream stream) {
        var description = stream.describe();
        var shards = stream.shards().stream()
                .sorted(Comparator.comparing(Shard::shardId))
                .toList();
        var warnings = ShardWidths.warnings(ShardMap.of(shards));
        if (wantsJson()) {
            Json.print(asMap(description, shards, warnings));
        } else {
            print(description, shards, warnings);
        }
    }

    private static void print(StreamDescription description, List<Shard> shards, List<String> warnings) {
        System.out.printf(
                Locale.ROOT,
                "%s is %s: %d open shard(s), keeps records %d h, %s%n%s, created %s%n%n",
                description.name(),
                description.status(),
                description.openShards(),
                description.retention().toHours(),
                mode(description),
                description.arn(),
                description.createdAt());
        var table = new Table("shard", "state", "parents", "hash keys", "share");
        for (var shard : shards) {
            table.row(
                    shard.shardId(),
                    state(shard),
                    shard.parents().isEmpty() ? "-" : String.join(" ", shard.parents()),
                    OpenShards.range(shard),
                    shard.open() ? HashKeys.percent(HashKeys.width(shard)) : "-");
        }
        table.print();
        warnings.forEach(warning -> System.out.println("warning: " + warning));
    }

    private static Map<String, Object> asMap(StreamDescription description, List<Shard> shards, List<String> warnings) {
        return Json.object(
                "name", description.name(),
                "arn", description.arn(),
                "status", description.status(),
                "createdAt", description.createdAt().toString(),
                "retentionHours", description.retention().toHours(),
                "mode", mode(description),
                "openShards", description.openShards(),
                "shards", shards.stream().map(Describe::asMap).toList(),
                "warnings", warnings);
    }

    private static Map<String, Object> asMap(Shard shard) {
        return Json.object(
                "shardId", shard.shardId(),
                "state", state(shard),
                "parents", shard.parents(),
                "startingHashKey", shard.startingHashKey().toString(),
                "endingHashKey", shard.endingHashKey().toString(),
                "sharePercent", 100 * HashKeys.share(HashKeys.width(shard)));
    }

    private static String state(Shard shard) {
        return shard.open() ? "OPEN" : "CLOSED";
    }

    private static String mode(StreamDescription description) {
        return description.onDemand() ? "on-demand" : "provisioned";
    }
}
