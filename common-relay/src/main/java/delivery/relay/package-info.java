/**
 * Carries a shard to the ranking server, which owns all positions: shared by those who decide which shards are read where.
 *
 * <pre>
 * stream --PageSource--> page --PageBatches--> batches --RankingLine--> ranking server
 *             ^------------------ seek(position) ------------'
 * </pre>
 *
 * A ShardRelay does this for one shard, and knows of no other; all share one connection.
 */
package delivery.relay;
