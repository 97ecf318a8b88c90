package delivery.kinesis;

import delivery.app.AppException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Shards as people name them on a command line: by id, or by its number. */
public final class ShardNames {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");

    private ShardNames() {}

    /** {@code 3} is {@code shardId-000000000003}; anything else is an id already. */
    public static String id(String given) {
        return NUMBER.matcher(given).matches()
                ? String.format(Locale.ROOT, "shardId-%012d", Long.parseLong(given))
                : given;
    }

    /** @throws AppException that lists the open ones, if there is no such shard */
    public static Shard find(List<Shard> shards, String given) {
        var id = id(given);
        return shards.stream()
                .filter(shard -> shard.shardId().equals(id))
                .findFirst()
                .orElseThrow(() -> AppException.usage("no shard " + id + " in the stream; open are "
                        + String.join(", ", ShardMap.of(shards).ids())));
    }
}
