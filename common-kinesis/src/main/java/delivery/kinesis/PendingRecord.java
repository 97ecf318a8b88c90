package delivery.kinesis;

import java.time.Instant;

/** A record between being accepted and being stored. Touched by the stream-writer thread only, once routed. */
final class PendingRecord {
    private final PutEntry entry;
    private final Route route;
    private final Runnable onStored;
    private int failures;
    private Instant due = Instant.MIN;

    PendingRecord(Draft draft, Route route) {
        this.route = route;
        entry = new PutEntry(draft.data(), route.partitionKey(), route.explicitHashKey());
        onStored = draft.onStored();
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

    Instant due() {
        return due;
    }

    void failedUntil(Instant retryAt) {
        failures++;
        due = retryAt;
    }

    /** Its call failed, for no fault of its own. */
    void putBackUntil(Instant retryAt) {
        due = retryAt;
    }

    void stored() {
        onStored.run();
    }
}
