package delivery.consumer;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.read.ReadPage;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.SourceProgress;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns a page into batches for the ranking server: every record of it, decoded or rejected. Mostly one batch; a page of
 * 10,000 records, or of large ones, becomes several, each going on where the one before ends. Thread-safe.
 */
final class PageBatches {
    static final int MAX_RECORDS = 5_000;
    /** Bytes of rejected records in one batch; with the largest possible one more it stays below a frame's limit. */
    static final int MAX_REJECTED_BYTES = 2 * 1024 * 1024;

    private final EventDecoder decoder = new EventDecoder();

    /**
     * At least one: an empty page makes an empty batch, which tells the lag.
     *
     * @param gap before the page, which the first batch tells; null if there is none
     */
    List<Batch> of(ReadPage page, long epoch, Gap gap) {
        var batches = new ArrayList<Batch>();
        var after = page.after();
        var records = new Gathered();
        for (var record : page.records()) {
            if (records.isFull()) {
                var to = Position.after(records.lastSequenceNumber);
                batches.add(records.toBatch(page, epoch, after, to, List.of(), batches.isEmpty() ? gap : null));
                after = to;
                records = new Gathered();
            }
            records.add(record);
        }
        var children = page.children().stream().map(Shard::shardId).toList();
        batches.add(records.toBatch(page, epoch, after, page.to(), children, batches.isEmpty() ? gap : null));
        return batches;
    }

    /** Records for one batch. */
    private final class Gathered {
        private final List<EventRecord> events = new ArrayList<>();
        private final List<ProgressRecord> progress = new ArrayList<>();
        private final List<RejectedRecord> rejected = new ArrayList<>();
        private int rejectedBytes;
        private int unknownFields;
        private String lastSequenceNumber;

        boolean isFull() {
            return events.size() + progress.size() + rejected.size() >= MAX_RECORDS
                    || rejectedBytes >= MAX_REJECTED_BYTES;
        }

        void add(StoredRecord record) {
            lastSequenceNumber = record.sequenceNumber();
            var arrivedAt = record.arrivedAt().toEpochMilli();
            var decoded = decoder.decode(record.data(), arrivedAt);
            if (decoded instanceof Decoded.Rejected reason) {
                reject(record, arrivedAt, reason);
                return;
            }
            var event = (Decoded.Event) decoded;
            unknownFields += event.unknownFields();
            if (event.event() instanceof SourceProgress source) {
                progress.add(new ProgressRecord(source, arrivedAt));
            } else {
                var number = new BigInteger(record.sequenceNumber());
                events.add(new EventRecord((OrderEvent) event.event(), number, arrivedAt));
            }
        }

        private void reject(StoredRecord record, long arrivedAt, Decoded.Rejected reason) {
            var bytes = record.data();
            var kept =
                    bytes.length <= RejectedRecord.MAX_BYTES ? bytes : Arrays.copyOf(bytes, RejectedRecord.MAX_BYTES);
            rejectedBytes += kept.length;
            rejected.add(new RejectedRecord(
                    record.sequenceNumber(),
                    record.partitionKey() == null ? "" : record.partitionKey(),
                    arrivedAt,
                    reason.reason(),
                    reason.message(),
                    kept,
                    bytes.length,
                    reason.source(),
                    reason.number()));
        }

        /** What has been read through is known only with the page's last batch; before that, the last record's time. */
        Batch toBatch(ReadPage page, long epoch, Position after, Position to, List<String> children, Gap gap) {
            var isLast = to.equals(page.to());
            return Batch.of(epoch, page.shardId(), after, to)
                    .millisBehindLatest(page.millisBehindLatest())
                    .readThroughMillis(isLast ? page.readThrough().toEpochMilli() : 0)
                    .events(events)
                    .progress(progress)
                    .rejected(rejected)
                    .unknownFields(unknownFields)
                    .children(children)
                    .gap(gap)
                    .build();
        }
    }
}
