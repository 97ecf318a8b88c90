package delivery.localkinesis.api;

/** Where a record was stored. */
public record PutRecordResult(String shardId, String sequenceNumber) {}
