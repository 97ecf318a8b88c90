package delivery.kinesis.write;

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
    /** All into the hash keys of what is the first shard at the start: to see it run hot, and split it. */
    hot
}
