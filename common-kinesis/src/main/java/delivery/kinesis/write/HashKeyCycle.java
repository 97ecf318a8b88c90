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
    private final List<Key> keys;
    private int next;

    HashKeyCycle(ShardMap shards) {
        if (shards.open().isEmpty()) {
            throw new IllegalArgumentException("no open shard");
        }
        keys = shards.open().stream().map(HashKeyCycle::middle).map(Key::of).toList();
    }

    /**
     * A hash key.
     *
     * @param decimal as the service wants it, printed once and not for each record
     */
    record Key(BigInteger value, String decimal) {
        static Key of(BigInteger value) {
            return new Key(value, value.toString());
        }
    }

    Key next() {
        var key = keys.get(next);
        next = (next + 1) % keys.size();
        return key;
    }

    static BigInteger middle(Shard shard) {
        return shard.startingHashKey().add(shard.endingHashKey()).shiftRight(1);
    }
}
