package delivery.kinesis;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way to the stream.
 *
 * @param explicitHashKey decimal, in 0..2^128-1; null to let the stream hash the partition key
 */
public record PutEntry(
        byte[] data, String partitionKey, @Nullable String explicitHashKey) {
    public PutEntry {
        Objects.requireNonNull(data, "data");
        if (partitionKey.isEmpty() || partitionKey.length() > KinesisLimits.PARTITION_KEY_LENGTH) {
            throw new IllegalArgumentException("a partition key has 1 to " + KinesisLimits.PARTITION_KEY_LENGTH
                    + " characters, not " + partitionKey.length());
        }
    }

    /** What it counts against the limits: data and partition key, in bytes. */
    public int size() {
        return data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
}
