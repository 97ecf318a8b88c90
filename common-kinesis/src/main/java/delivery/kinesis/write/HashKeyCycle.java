package delivery.kinesis.write;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import java.math.BigInteger;
import java.util.List;

/**
 * Goes round the open shards: each step is a hash key inside the next one's range. Its middle, not its start: whoever
 * sees a later map of splits and merges may still tell where the key was meant to go. Not thread-safe.
 */
final class HashKeyCycle {
    private final List<BigInteger> middles;
    private int next;

    HashKeyCycle(ShardMap shards) {
        if (shards.open().isEmpty()) {
            throw new IllegalArgumentException("no open shard");
        }
        middles = shards.open().stream().map(HashKeyCycle::middle).toList();
    }

    BigInteger next() {
        var key = middles.get(next);
        next = (next + 1) % middles.size();
        return key;
    }

    static BigInteger middle(Shard shard) {
        return shard.startingHashKey().add(shard.endingHashKey()).shiftRight(1);
    }
}
