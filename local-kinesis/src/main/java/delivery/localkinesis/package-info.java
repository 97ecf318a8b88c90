/**
 * An embedded Kinesis that enforces the real quotas: {@link delivery.localkinesis.LocalKinesis} for programs and tests,
 * {@link delivery.localkinesis.LocalKinesisExtension} for JUnit; {@code Main} is the runnable jar. What is inside, each
 * of which knows those below it only: {@code http}, {@code operations}, {@code fault}, {@code engine}, {@code shard},
 * {@code api}, {@code quota}.
 */
package delivery.localkinesis;
