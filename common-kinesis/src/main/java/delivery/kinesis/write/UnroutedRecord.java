package delivery.kinesis.write;

import delivery.model.Region;

/**
 * A record as it is handed in. It is routed when its turn comes, by the shard map that there is at that time.
 *
 * @param region of the pick-up, or null
 * @param onStored called once, in a turn of the writer, when the stream has it
 */
record UnroutedRecord(byte[] data, String partitionKey, Region region, Runnable onStored) {}
