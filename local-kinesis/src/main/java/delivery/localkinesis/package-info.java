/**
 * An embedded Kinesis that enforces the real per-shard quotas. {@link delivery.localkinesis.Engine} is the service
 * itself and knows nothing of HTTP; {@link delivery.localkinesis.LocalKinesis} puts AWS's wire protocol before it;
 * {@code Main} is the runnable jar.
 */
package delivery.localkinesis;
