/** Other servers that rank the same stream: whether they have come to the same. */
package delivery.ranking.replica;
