/**
 * The stream: what the programs need of Amazon Kinesis, and nothing of what they do with it. Here is the port to one
 * stream; what is behind it and what goes through it are packages of their own, which do not know one another.
 *
 * <pre>
 * .write  EventWriter --+                             +-- .aws  SdkStream (AWS SDK v2)
 * .read   ShardReader --+--> KinesisStream (the port) +-- in tests: the engine of local-kinesis, in process
 * </pre>
 */
package delivery.kinesis;
