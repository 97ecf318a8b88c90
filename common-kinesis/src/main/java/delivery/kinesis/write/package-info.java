/**
 * Writing to the stream: batches, routes, each shard's budget, and what a source says of itself. {@link
 * delivery.kinesis.write.EventWriter} is the way in.
 */
package delivery.kinesis.write;
