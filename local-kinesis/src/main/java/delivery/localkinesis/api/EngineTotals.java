package delivery.localkinesis.api;

/** The shards' counts added up, those of deleted streams included. */
public record EngineTotals(long records, long bytes, long throttledPuts, long readCalls, long throttledReads) {
    public static final EngineTotals NONE = new EngineTotals(0, 0, 0, 0, 0);

    public EngineTotals plus(ShardStats shard) {
        return new EngineTotals(
                records + shard.records(),
                bytes + shard.bytes(),
                throttledPuts + shard.throttledPuts(),
                readCalls + shard.readCalls(),
                throttledReads + shard.throttledReads());
    }
}
