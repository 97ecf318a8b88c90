package delivery.kinesis.write;

import delivery.kinesis.PutEntry;
import delivery.kinesis.write.Router.Route;
import delivery.model.Region;
import java.time.Duration;

/**
 * A record between being accepted and being stored. It is routed when its turn comes, by the shard map that there is at
 * that time; from then on only the writer's turns touch it.
 */
final class PendingRecord {
    private final byte[] data;
    private final String partitionKey;
    private final Region region;
    private final Runnable onStored;
    private Route route;
    private PutEntry entry;
    private int failures;
    private Duration due = Duration.ZERO;

    /**
     * @param region of the pick-up, or null
     * @param onStored called once, in a turn of the writer, when the stream has it
     */
    PendingRecord(byte[] data, String partitionKey, Region region, Runnable onStored) {
        this.data = data;
        this.partitionKey = partitionKey;
        this.region = region;
        this.onStored = onStored;
    }

    PendingRecord routedBy(Router router) {
        route = router.route(partitionKey, region);
        entry = new PutEntry(data, route.partitionKey(), route.explicitHashKey());
        return this;
    }

    PutEntry entry() {
        return entry;
    }

    Route route() {
        return route;
    }

    /** About its size, for it has no keys yet. */
    int weight() {
        return data.length + partitionKey.length();
    }

    int size() {
        return entry.size();
    }

    /** Earlier failures of this record alone. */
    int failures() {
        return failures;
    }

    /** When it may be put again, on the clock of what has elapsed. */
    Duration due() {
        return due;
    }

    void failedUntil(Duration retryAt) {
        failures++;
        due = retryAt;
    }

    /** Its call failed, for no fault of its own. */
    void putBackUntil(Duration retryAt) {
        due = retryAt;
    }

    void stored() {
        onStored.run();
    }
}
