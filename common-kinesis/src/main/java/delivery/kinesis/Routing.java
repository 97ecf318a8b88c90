package delivery.kinesis;

/** How records spread over the shards; constants are spelt as on the command line. */
public enum Routing {
    /** Round the open shards, by explicit hash key: the most even there is. */
    cycle,
    /** By the hash of the order id. */
    order,
    /** By the hash of the pick-up region: 900 keys, as uneven as the orders are. */
    region,
    /** By the hash of a random key. */
    random,
    /** All into one shard: to see a shard run hot. */
    hot
}
