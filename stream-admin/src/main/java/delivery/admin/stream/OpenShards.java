package delivery.admin.stream;

import delivery.app.AppException;
import delivery.kinesis.Shard;
import java.math.BigInteger;

/** What is asked of a shard before it is split or merged. */
final class OpenShards {
    private OpenShards() {}

    static void check(Shard shard) {
        if (!shard.open()) {
            throw AppException.usage(
                    shard.shardId() + " is closed, it was split or merged already: see stream-admin shards");
        }
    }

    static boolean areAdjacent(Shard a, Shard b) {
        return follows(a, b) || follows(b, a);
    }

    static String range(Shard shard) {
        return shard.startingHashKey() + " to " + shard.endingHashKey();
    }

    private static boolean follows(Shard a, Shard b) {
        return a.endingHashKey().add(BigInteger.ONE).equals(b.startingHashKey());
    }
}
