package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.StreamCommand;
import delivery.admin.command.WaitOption;
import delivery.app.AppException;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.ShardNames;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "merge", description = "Merges two open shards whose hash keys adjoin.")
public final class Merge extends StreamCommand {
    @Option(names = "--shard", paramLabel = "A", required = true, description = "One shard, by id or its number.")
    private String shard;

    @Option(names = "--with", paramLabel = "B", required = true, description = "The other one.")
    private String with;

    @Mixin
    private WaitOption wait;

    @Override
    protected void run(AdminStream stream) {
        var merged = change(stream, () -> merge(stream));
        var status = statusAfter(stream, wait);
        answer(
                merged.get(0) + " is merged with " + merged.get(1) + ", the stream is " + status,
                "stream",
                stream.name(),
                "merged",
                merged,
                "status",
                status);
    }

    /** A try that was not answered may have been done all the same; null before the first. */
    private @Nullable List<String> tried;

    private List<String> merge(AdminStream stream) {
        var shards = stream.shards();
        var a = ShardNames.find(shards, shard);
        var b = ShardNames.find(shards, with);
        if (tried != null && !a.open() && !b.open()) {
            return tried;
        }
        OpenShards.check(a);
        OpenShards.check(b);
        if (!OpenShards.areAdjacent(a, b)) {
            throw notAdjacent(shards, a, b);
        }
        tried = List.of(a.shardId(), b.shardId());
        stream.control().merge(a.shardId(), b.shardId());
        return tried;
    }

    private static AppException notAdjacent(List<Shard> shards, Shard a, Shard b) {
        var neighbours = ShardMap.of(shards).open().stream()
                .filter(other -> OpenShards.areAdjacent(a, other))
                .map(Shard::shardId)
                .collect(Collectors.joining(" and "));
        return AppException.usage(a.shardId() + " (" + OpenShards.range(a) + ") and " + b.shardId() + " ("
                + OpenShards.range(b) + ") do not adjoin; " + a.shardId() + " adjoins "
                + (neighbours.isEmpty() ? "no open shard" : neighbours));
    }
}
