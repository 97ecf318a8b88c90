/** One shard: its place among the hash keys, its records, and the numbers they are given. */
package delivery.localkinesis.shard;
