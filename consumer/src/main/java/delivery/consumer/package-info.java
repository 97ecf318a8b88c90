/**
 * Reads shards and hands their events to the ranking server, which owns all positions: a consumer keeps no state.
 *
 * <pre>
 * stream --ShardReader--> page --PageBatches--> batches --RankingSession--> ranking server
 *             ^------------------ seek(position) ------------'
 * </pre>
 *
 * A ShardRelay does this for one shard, on a thread of its own; Relays keeps them and goes on with the children of a
 * shard that has ended.
 */
package delivery.consumer;
