package delivery.admin;

import delivery.kinesis.SdkStream;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamDescription;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "describe", description = "Shows the stream and its shards, closed ones included.")
final class Describe extends StreamCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    void run(SdkStream stream) {
        var description = stream.describe();
        var shards = stream.shards().stream()
                .sorted(Comparator.comparing(Shard::shardId))
                .toList();
        if (json) {
            Json.print(asMap(description, shards));
        } else {
            print(description, shards);
        }
    }

    private static void print(StreamDescription description, List<Shard> shards) {
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
                    shard.startingHashKey() + " to " + shard.endingHashKey(),
                    shard.open() ? String.format(Locale.ROOT, "%.2f %%", share(shard)) : "-");
        }
        table.print();
        if (!ShardMap.of(shards).isComplete()) {
            System.out.println("the open shards do not cover all hash keys: a change is under way");
        }
    }

    private static Map<String, Object> asMap(StreamDescription description, List<Shard> shards) {
        return Json.object(
                "name", description.name(),
                "arn", description.arn(),
                "status", description.status(),
                "createdAt", description.createdAt().toString(),
                "retentionHours", description.retention().toHours(),
                "mode", mode(description),
                "openShards", description.openShards(),
                "shards", shards.stream().map(Describe::asMap).toList());
    }

    private static Map<String, Object> asMap(Shard shard) {
        return Json.object(
                "shardId", shard.shardId(),
                "state", state(shard),
                "parents", shard.parents(),
                "startingHashKey", shard.startingHashKey().toString(),
                "endingHashKey", shard.endingHashKey().toString(),
                "sharePercent", share(shard));
    }

    private static String state(Shard shard) {
        return shard.open() ? "OPEN" : "CLOSED";
    }

    private static String mode(StreamDescription description) {
        return description.onDemand() ? "on-demand" : "provisioned";
    }

    /** Per cent of all hash keys. */
    private static double share(Shard shard) {
        var keys = shard.endingHashKey().subtract(shard.startingHashKey()).add(BigInteger.ONE);
        return new BigDecimal(keys).movePointRight(2).doubleValue() / ShardMap.MAX_HASH_KEY.doubleValue();
    }
}
