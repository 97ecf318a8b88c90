/**
 * The words of the ranking socket, spoken by a consumer (client) and the ranking server.
 *
 * <pre>
 * consumer                         ranking server
 *   Hello  ------------------------->
 *          <-------------------------  Welcome(position) | Refused(why)
 *   Batch(after, to, events) ------->
 *          <-------------------------  Ack(applied) | Rewind(position)
 *   Batch ...                          Fenced | GoAway | Failure: the end of the connection
 * </pre>
 *
 * One connection a shard and one batch in flight. An empty batch is the heartbeat, and carries the lag.
 */
package delivery.protocol;
