package delivery.kinesis.write;

import delivery.kinesis.PutEntry;
import delivery.kinesis.write.Router.Route;
import delivery.model.Region;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record between being accepted and being stored, or several in one. It is routed when its turn comes, by the shard map that there is at
 * that time; from then on only the writer's turns touch it.
 */
final class PendingRecord {
    private final byte[] data;
    private final String partitionKey;
    private final @Nullable Region region;
    private final Runnable onStored;
    private final int events;

    @SuppressWarnings("NullAway.Init") // until it is routed
    private Route route;

    @SuppressWarnings("NullAway.Init")
    private PutEntry entry;

    private int size;
    private int failures;
    private Duration due = Duration.ZERO;

    /**
     * @param region of the pick-up, or null
     * @param onStored called once, in a turn of the writer, when the stream has it
     */
    PendingRecord(byte[] data, String partitionKey, @Nullable Region region, Runnable onStored) {
        this(data, partitionKey, region, onStored, 1);
    }

    private PendingRecord(byte[] data, String partitionKey, @Nullable Region region, Runnable onStored, int events) {
        this.data = data;
        this.partitionKey = partitionKey;
        this.region = region;
        this.onStored = onStored;
        this.events = events;
    }

    /**
     * Several that are routed to one shard, in one.
     *
     * @param data what they become together
     */
    static PendingRecord of(List<PendingRecord> records, byte[] data) {
        var first = records.get(0);
        Runnable onStored = () -> records.forEach(PendingRecord::stored);
        var all = new PendingRecord(data, first.entry.partitionKey(), null, onStored, records.size());
        all.route = first.route;
        all.putAs(new PutEntry(data, first.entry.partitionKey(), first.route.hashKeyText()));
        return all;
    }

    PendingRecord routedBy(Router router) {
        route = router.route(partitionKey, region);
        putAs(new PutEntry(data, route.partitionKey(), route.explicitHashKey()));
        return this;
    }

    private void putAs(PutEntry as) {
        entry = as;
        size = as.size();
    }

    /** How many were handed in: 1, or those that it aggregates. */
    int events() {
        return events;
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
        return size;
    }

    /** Of its partition key, in bytes. */
    int keySize() {
        return size - data.length;
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
