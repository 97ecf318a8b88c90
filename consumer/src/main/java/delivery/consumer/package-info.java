/**
 * Reads shards and hands their events to the ranking server, which owns all positions: a consumer keeps no state.
 *
 * A ShardRelay ({@code delivery.relay}) does this for one shard, and knows of no other. A ShardFollower looks for the
 * shard's parents and goes on with its children, as the ShardLineage works out; a Consumer keeps them all, as long as
 * there is one that can be read.
 */
package delivery.consumer;
