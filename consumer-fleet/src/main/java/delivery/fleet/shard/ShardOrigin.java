package delivery.fleet.shard;

import delivery.app.AppException;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import delivery.protocol.Message.ShardIdentity;
import java.util.ArrayList;

/** Asks the stream where a shard comes from, as the ranking server wants to know it. */
final class ShardOrigin {
    private ShardOrigin() {}

    /**
     * @throws StreamException if the stream does not answer
     * @throws AppException if it has no such shard
     */
    static ShardIdentity of(String shardId, KinesisStream stream) {
        var all = stream.shards();
        var shard = all.stream()
                .filter(each -> each.shardId().equals(shardId))
                .findAny()
                .orElseThrow(() -> AppException.failed("the stream lists no shard " + shardId
                        + " (it has expired, or the leases are another stream's): look with stream-admin shards, or give"
                        + " another --table"));
        var there = new ArrayList<String>();
        var expired = new ArrayList<String>();
        for (var parent : shard.parents()) {
            var isListed = all.stream().anyMatch(each -> each.shardId().equals(parent));
            (isListed || isThere(parent, stream) ? there : expired).add(parent);
        }
        return new ShardIdentity(
                shardId,
                there,
                shard.startingHashKey().toString(),
                shard.endingHashKey().toString(),
                expired);
    }

    /** The list may be behind, and whoever took a parent for expired that is not would lose what is in it. */
    private static boolean isThere(String shardId, KinesisStream stream) {
        try {
            stream.iterator(shardId, Position.TRIM_HORIZON);
            return true;
        } catch (StreamException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }
}
