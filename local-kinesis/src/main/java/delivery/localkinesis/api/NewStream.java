package delivery.localkinesis.api;

import delivery.localkinesis.quota.Limits;
import java.util.Map;

/**
 * A stream to be made.
 *
 * @param maxRecordKib most KiB of a record, its partition key included
 */
public record NewStream(String name, int shards, StreamMode mode, int maxRecordKib, Map<String, String> tags) {
    public static NewStream provisioned(String name, int shards) {
        return new NewStream(name, shards, StreamMode.PROVISIONED, Limits.RECORD_KIB, Map.of());
    }

    /** It begins with four shards and has more when its load needs them. */
    public static NewStream onDemand(String name) {
        return new NewStream(name, Limits.ON_DEMAND_SHARDS, StreamMode.ON_DEMAND, Limits.RECORD_KIB, Map.of());
    }

    public NewStream withMaxRecordKib(int kib) {
        return new NewStream(name, shards, mode, kib, tags);
    }

    public NewStream withTags(Map<String, String> given) {
        return new NewStream(name, shards, mode, maxRecordKib, Map.copyOf(given));
    }
}
