package delivery.localkinesis.api;

import java.time.Instant;

/** A record as read from a shard. */
public record StreamRecord(String sequenceNumber, Instant approximateArrival, byte[] data, String partitionKey) {}
