package delivery.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The open shards at one moment, by starting hash key: which of them a hash key goes to. */
public record ShardMap(List<Shard> open) {
    /** The largest hash key: 2^128-1. */
    public static final BigInteger MAX_HASH_KEY = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    public ShardMap {
        open = List.copyOf(open);
    }

    /** Of what {@link KinesisStream#shards()} lists, closed shards included. */
    public static ShardMap of(List<Shard> shards) {
        return new ShardMap(shards.stream()
                .filter(Shard::open)
                .sorted(Comparator.comparing(Shard::startingHashKey))
                .toList());
    }

    /** The hash key that Kinesis gives to a partition key: its MD5 as a number. */
    public static BigInteger hashKeyOf(String partitionKey) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            return new BigInteger(1, md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** Ids of the open shards, by starting hash key. */
    public List<String> ids() {
        return open.stream().map(Shard::shardId).toList();
    }

    /** Empty where the map has a hole. */
    public Optional<Shard> shardFor(BigInteger hashKey) {
        var low = 0;
        var high = open.size() - 1;
        while (low < high) {
            var middle = (low + high + 1) >>> 1;
            if (open.get(middle).startingHashKey().compareTo(hashKey) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(low)).filter(s -> s.contains(hashKey));
    }

    /** Whether every hash key has exactly one open shard. A list read amid a change may have a hole or an overlap. */
    public boolean isComplete() {
        var next = BigInteger.ZERO;
        for (var shard : open) {
            if (!shard.startingHashKey().equals(next)) {
                return false;
            }
            next = shard.endingHashKey().add(BigInteger.ONE);
        }
        return next.equals(MAX_HASH_KEY.add(BigInteger.ONE));
    }
}
