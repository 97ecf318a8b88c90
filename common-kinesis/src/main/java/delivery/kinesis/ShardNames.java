package delivery.kinesis;

import delivery.app.AppException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Shards as people name them: by id, or by its number, {@code 3} for {@code shardId-000000000003}. */
public final class ShardNames {
    private ShardNames() {}

    /** @throws AppException with exit code 2, and the list of open shards, if one is not in the stream */
    public static List<Shard> pick(List<String> names, List<Shard> all) {
        return names.stream().map(name -> pick(name, all)).distinct().toList();
    }

    /** @throws AppException with exit code 2, and the list of open shards, if it is not in the stream */
    public static Shard pick(String name, List<Shard> all) {
        var id = name.matches("[0-9]{1,12}") ? String.format("shardId-%012d", Long.parseLong(name)) : name;
        return all.stream()
                .filter(shard -> shard.shardId().equals(id))
                .findFirst()
                .orElseThrow(() -> AppException.usage(
                        "shard " + name + " is not in the stream; its open shards are " + open(all)));
    }

    private static String open(List<Shard> all) {
        return all.stream()
                .filter(Shard::open)
                .sorted(Comparator.comparing(Shard::shardId))
                .map(Shard::shardId)
                .collect(Collectors.joining(", "));
    }
}
