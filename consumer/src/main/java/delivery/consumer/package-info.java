/**
 * Reads shards and hands their events to the ranking server, which owns all positions: a consumer keeps no state.
 *
 * <pre>
 * stream --ShardReader--> page --PageBatches--> batches --RankingLine--> ranking server
 *             ^------------------ seek(position) ------------'
 * </pre>
 *
 * A ShardRelay does this for one shard, and knows of no other; all share one connection. A ShardFollower looks for the
 * shard's parents and goes on with its children, as the ShardLineage works out; a Consumer keeps them all, as long as
 * there is one that can be read.
 */
package delivery.consumer;
