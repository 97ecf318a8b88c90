package delivery.kinesis.write;

import delivery.model.Region;

/**
 * A record as it is handed in. The writer's thread routes it when its turn comes, by the shard map of then.
 *
 * @param region of the pick-up, or null
 * @param onStored called once, by the stream-writer thread, when the stream has it
 */
record Draft(byte[] data, String partitionKey, Region region, Runnable onStored) {}
