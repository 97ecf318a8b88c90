package delivery.kinesis.aws;

import delivery.app.AppException;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StreamDescription;
import java.math.BigInteger;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ScalingType;

/** Changes to one stream. Each takes effect a while after the call: {@link #awaitActive} then. Thread-safe. */
public final class StreamControl {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final KinesisClient client;
    private final KinesisStream stream;
    private final String name;
    private final ExplainedCalls calls;

    StreamControl(KinesisClient client, SdkStream stream, ExplainedCalls calls) {
        this.client = client;
        this.stream = stream;
        this.name = stream.name();
        this.calls = calls;
    }

    public StreamDescription describe() {
        return stream.describe();
    }

    public void create(int shards) {
        calls.call(() -> client.createStream(
                r -> r.streamName(name).overrideConfiguration(SdkStream::soon).shardCount(shards)));
    }

    public void delete() {
        calls.call(() -> client.deleteStream(
                r -> r.streamName(name).overrideConfiguration(SdkStream::soon).enforceConsumerDeletion(true)));
    }

    /** @param newStartingHashKey where the second child begins: inside the shard's range, and not its first key */
    public void split(String shardId, BigInteger newStartingHashKey) {
        calls.call(() -> client.splitShard(r -> r.streamName(name)
                .overrideConfiguration(SdkStream::soon)
                .shardToSplit(shardId)
                .newStartingHashKey(newStartingHashKey.toString())));
    }

    public void merge(String shardId, String adjacentShardId) {
        calls.call(() -> client.mergeShards(r -> r.streamName(name)
                .overrideConfiguration(SdkStream::soon)
                .shardToMerge(shardId)
                .adjacentShardToMerge(adjacentShardId)));
    }

    public void updateShardCount(int shards) {
        calls.call(() -> client.updateShardCount(r -> r.streamName(name)
                .overrideConfiguration(SdkStream::soon)
                .targetShardCount(shards)
                .scalingType(ScalingType.UNIFORM_SCALING)));
    }

    /** As below, without a word. */
    public StreamDescription awaitActive(PatientCalls calls) {
        return awaitActive(calls, description -> {});
    }

    /**
     * Waits until the last change has taken effect, or the program is stopping.
     *
     * @param calls how to look, and for how long: without an end, unless they have one
     * @param progress told after each look that found the stream still changing
     * @throws AppException if the time is over, or the stream is being deleted
     */
    public StreamDescription awaitActive(PatientCalls calls, Consumer<StreamDescription> progress) {
        while (true) {
            var description = calls.call(stream::describe);
            if (description.status().equals("ACTIVE")) {
                return description;
            }
            if (description.status().equals("DELETING")) {
                throw AppException.failed(
                        "stream " + name + " is being deleted: wait until it is gone, then create it anew");
            }
            progress.accept(description);
            if (calls.isOver()) {
                throw AppException.failed("stream " + name + " is still " + description.status()
                        + ": wait for it with stream-admin wait");
            }
            if (!calls.await(BETWEEN_LOOKS)) {
                return description;
            }
        }
    }
}
