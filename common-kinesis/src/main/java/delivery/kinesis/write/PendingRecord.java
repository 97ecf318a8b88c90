package delivery.kinesis.write;

import delivery.kinesis.PutEntry;
import java.time.Duration;

/** A record between being accepted and being stored. Touched by the stream-writer thread only, once routed. */
final class PendingRecord {
    private final PutEntry entry;
    private final Route route;
    private final Runnable onStored;
    private int failures;
    private Duration due = Duration.ZERO;

    PendingRecord(UnroutedRecord record, Route route) {
        this.route = route;
        entry = new PutEntry(record.data(), route.partitionKey(), route.explicitHashKey());
        onStored = record.onStored();
    }

    PutEntry entry() {
        return entry;
    }

    Route route() {
        return route;
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
