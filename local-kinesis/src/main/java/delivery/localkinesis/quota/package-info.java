/** What AWS allows, and the counting of what is used of it. Knows nothing of streams and shards. */
package delivery.localkinesis.quota;
