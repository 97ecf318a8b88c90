/**
 * The words of the ranking socket, spoken by a consumer (client) and the ranking server.
 *
 * <pre>
 * consumer                         ranking server
 *   Hello  ------------------------->
 *          &lt;-------------------------  Welcome(position) | Refused(why)
 *   Batch(after, to, events) ------->
 *          &lt;-------------------------  Ack(applied) | Rewind(position)
 *   Batch ...                          Fenced | Failure: the end of the session; GoAway: of the connection
 * </pre>
 *
 * A shard is a session; those of one consumer share its connection. One batch in flight each. An empty batch is the
 * heartbeat, and carries the lag.
 */
package delivery.protocol;
