/**
 * The stream: what the programs need of Amazon Kinesis, and nothing of what they do with it.
 *
 * <pre>
 * StreamWriter --+                             +-- SdkStream (AWS SDK v2)
 * ShardReader  --+--> KinesisStream (the port) +-- in tests: the engine of local-kinesis, in process
 * ShardMap     --+
 * </pre>
 */
package delivery.kinesis;
