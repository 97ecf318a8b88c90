package delivery.localkinesis.api;

import java.time.Instant;

/**
 * A record as read from a shard.
 *
 * @param encrypted whether its stream was said to be encrypted when it came
 */
public record StreamRecord(
        String sequenceNumber, Instant approximateArrival, byte[] data, String partitionKey, boolean encrypted) {}
