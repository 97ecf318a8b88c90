package delivery.kinesis.write;

import delivery.kinesis.KinesisLimits;
import delivery.kinesis.PutEntry;
import java.util.ArrayList;
import java.util.List;

/** The records of one put, within the limits of the service, and of what the line carries in time. */
final class RecordBatch {
    private final List<PendingRecord> records = new ArrayList<>();
    private final int maxBytes;
    private int bytes;

    /** @param maxBytes {@link KinesisLimits#PUT_BYTES} at most */
    RecordBatch(int maxBytes) {
        this.maxBytes = maxBytes;
    }

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
        return records.isEmpty() || records.size() < KinesisLimits.PUT_RECORDS && bytes + size <= maxBytes;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    List<PendingRecord> records() {
        return records;
    }

    List<PutEntry> entries() {
        return records.stream().map(PendingRecord::entry).toList();
    }
}
