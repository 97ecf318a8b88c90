package delivery.kinesis.aws.cbor;

import delivery.model.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where in a shard an iterator is wanted, in the words of GetShardIterator.
 *
 * @param type ShardIteratorType
 * @param sequenceNumber null unless the type wants one
 * @param since null unless the type wants a time
 */
public record ShardPlace(
        String shardId,
        String type,
        @Nullable String sequenceNumber,
        @Nullable Instant since) {
    public static ShardPlace at(String shardId, Position position) {
        return switch (position.kind()) {
            case TRIM_HORIZON -> new ShardPlace(shardId, "TRIM_HORIZON", null, null);
            case AFTER ->
                new ShardPlace(
                        shardId,
                        "AFTER_SEQUENCE_NUMBER",
                        position.sequenceNumber().toString(),
                        null);
            case SHARD_END -> throw new IllegalArgumentException("nothing follows the end of " + shardId);
        };
    }

    public static ShardPlace at(String shardId, Instant since) {
        return new ShardPlace(shardId, "AT_TIMESTAMP", null, since);
    }

    public static ShardPlace atTip(String shardId) {
        return new ShardPlace(shardId, "LATEST", null, null);
    }
}
