package delivery.localkinesis.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which shards to list.
 *
 * @param shardId for {@link Type#AFTER_SHARD_ID} only
 * @param timestamp for {@link Type#AT_TIMESTAMP} and {@link Type#FROM_TIMESTAMP} only
 */
public record ShardFilter(
        Type type, @Nullable String shardId, @Nullable Instant timestamp) {
    /** Everything within the retention, which is also what AWS lists without a filter. */
    public static final ShardFilter ALL = of(Type.FROM_TRIM_HORIZON);

    /** Spelt as on the wire. */
    public enum Type {
        AFTER_SHARD_ID,
        AT_TRIM_HORIZON,
        FROM_TRIM_HORIZON,
        AT_LATEST,
        AT_TIMESTAMP,
        FROM_TIMESTAMP
    }

    public ShardFilter {
        if (type == Type.AFTER_SHARD_ID && shardId == null) {
            throw KinesisError.invalid("ShardId must be specified if the ShardFilter type is AFTER_SHARD_ID.");
        }
        if ((type == Type.AT_TIMESTAMP || type == Type.FROM_TIMESTAMP) && timestamp == null) {
            throw KinesisError.invalid("Timestamp must be specified if the ShardFilter type is " + type + ".");
        }
    }

    public static ShardFilter of(Type type) {
        return new ShardFilter(type, null, null);
    }
}
