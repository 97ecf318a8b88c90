package delivery.kinesis.write;

import delivery.kinesis.KinesisLimits;
import delivery.kinesis.PutEntry;
import java.util.ArrayList;
import java.util.List;

/** The records of one put, within the limits of the service, and of what the line carries in time. */
final class RecordBatch {
    private final List<PendingRecord> records = new ArrayList<>();
    private final int maxBytes;
    private int reserved;
    private int bytes;

    /** @param maxBytes {@link KinesisLimits#PUT_BYTES} at most */
    RecordBatch(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A first record always has room: one that is too large for any put is the service's to refuse. */
    boolean hasRoomFor(int moreRecords, int moreBytes) {
        return reserved == 0 || moreRecords <= recordsLeft() && moreBytes <= bytesLeft();
    }

    /** For what is {@link #add}ed later. */
    void reserve(int moreRecords, int moreBytes) {
        reserved += moreRecords;
        bytes += moreBytes;
    }

    void add(PendingRecord pending) {
        records.add(pending);
    }

    int recordsLeft() {
        return KinesisLimits.PUT_RECORDS - reserved;
    }

    int bytesLeft() {
        return maxBytes - bytes;
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
