package delivery.localkinesis.api;

import delivery.localkinesis.quota.Limits;
import java.util.Map;

/**
 * A stream to be made.
 *
 * @param spreads whether records go evenly to all shards, whatever keys they bring; on-demand streams only
 * @param warmMib what an on-demand stream is to take from the start, in MiB a second; 0: what any does
 * @param maxRecordKib most KiB of a record, its partition key included
 */
public record NewStream(
        String name,
        int shards,
        StreamMode mode,
        int maxRecordKib,
        Map<String, String> tags,
        boolean spreads,
        int warmMib) {
    public static NewStream provisioned(String name, int shards) {
        return new NewStream(name, shards, StreamMode.PROVISIONED, Limits.RECORD_KIB, Map.of(), false, 0);
    }

    /** It begins with four shards and has more when its load needs them. */
    public static NewStream onDemand(String name) {
        return new NewStream(
                name, Limits.ON_DEMAND_SHARDS, StreamMode.ON_DEMAND, Limits.RECORD_KIB, Map.of(), false, 0);
    }

    public NewStream withMaxRecordKib(int kib) {
        return new NewStream(name, shards, mode, kib, tags, spreads, warmMib);
    }

    public NewStream withTags(Map<String, String> given) {
        return new NewStream(name, shards, mode, maxRecordKib, Map.copyOf(given), spreads, warmMib);
    }

    public NewStream withSpreads(boolean chosen) {
        return new NewStream(name, shards, mode, maxRecordKib, tags, chosen, warmMib);
    }

    /** A shard takes one MiB a second. */
    public NewStream withWarmMib(int mib) {
        return new NewStream(name, Math.max(shards, mib), mode, maxRecordKib, tags, spreads, mib);
    }
}
