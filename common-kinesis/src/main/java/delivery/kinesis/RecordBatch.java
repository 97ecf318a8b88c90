package delivery.kinesis;

import java.util.ArrayList;
import java.util.List;

/** The records of one put, within its limits. */
final class RecordBatch {
    private final List<PendingRecord> records = new ArrayList<>();
    private int bytes;

    /** False if it is full; the record then goes with the next one. */
    boolean tryAdd(PendingRecord pending) {
        if (!hasRoomFor(pending.size())) {
            return false;
        }
        records.add(pending);
        bytes += pending.size();
        return true;
    }

    /** A first record always has room: one that is too large for any put is the service's to refuse. */
    boolean hasRoomFor(int size) {
        return records.isEmpty()
                || records.size() < KinesisStream.MAX_PUT_RECORDS && bytes + size <= KinesisStream.MAX_PUT_BYTES;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    List<PendingRecord> records() {
        return records;
    }

    List<PutEntry> entries() {
        return records.stream().map(PendingRecord::entry).toList();
    }
}
