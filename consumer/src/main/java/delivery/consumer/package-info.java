/**
 * Reads shards and hands their events to the ranking server, which owns all positions: a consumer keeps no state.
 *
 * <pre>
 * stream --ShardReader--> page --PageBatches--> batches --RankingLine--> ranking server
 *             ^------------------ seek(position) ------------'
 * </pre>
 *
 * A ShardRelay does this for one shard, on a thread of its own; all share one connection. OneShard goes on with the
 * children when the shard has ended, and Relays keeps them all, as long as there is one that can be read.
 */
package delivery.consumer;
