package delivery.kinesis.write;

import delivery.kinesis.ShardMap;
import java.math.BigInteger;

/**
 * Where a record is to go. The shard follows from the hash key and the map of the moment, so a route outlives a
 * resharding.
 *
 * @param explicitHashKey decimal, or null to let the stream hash the partition key
 * @param hashKey what decides on the shard, explicit or hashed
 */
record Route(String partitionKey, String explicitHashKey, BigInteger hashKey) {
    static Route hashed(String partitionKey) {
        return new Route(partitionKey, null, ShardMap.hashKeyOf(partitionKey));
    }

    static Route explicit(String partitionKey, BigInteger hashKey) {
        return new Route(partitionKey, hashKey.toString(), hashKey);
    }
}
