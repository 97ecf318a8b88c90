package delivery.relay;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.read.ReadPage;
import delivery.model.AggregatedRecord;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.SequenceDigits;
import delivery.model.SourceProgress;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a page into batches for the ranking server: every record of it, decoded or rejected. Mostly one batch; a page of
 * 10,000 records, or of large ones, becomes several, each going on where the one before ends. An aggregated record is
 * what it aggregates, each part with its number. Thread-safe.
 */
final class PageBatches {
    static final int MAX_RECORDS = 5_000;
    /**
     * Bytes of what is no event, in one batch. With the largest possible record more, and as many events as there may be, it
     * stays below a frame's limit; so does an aggregated record of up to that.
     */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    /** What a rejected record takes beside its bytes and its key: sequence number, reason and message. */
    private static final int REJECTED_BYTES = 300;

    private static final int UTF8_BYTES = 3;
    private static final Decoded.Rejected TOO_MUCH = new Decoded.Rejected(
            "kpl-too-much", "a KPL-aggregated record of more than " + MAX_BYTES + " bytes that are no events");

    private final EventDecoder decoder = new EventDecoder();

    /**
     * At least one: an empty page makes an empty batch, which tells the lag. Each is made when it is asked for, so that no
     * more than two are in memory, whatever a page aggregates.
     *
     * @param gap before the page, which the first batch tells; null if there is none
     */
    Iterator<Batch> of(ReadPage page, long epoch, @Nullable Gap gap) {
        return new OfPage(page, epoch, gap);
    }

    private final class OfPage implements Iterator<Batch> {
        private final ReadPage page;
        private final long epoch;
        private final Iterator<StoredRecord> records;
        private @Nullable Gap gap;
        private Position after;
        /** What is read already and begins the next batch. */
        private @Nullable Gathered next = new Gathered();

        OfPage(ReadPage page, long epoch, @Nullable Gap gap) {
            this.page = page;
            this.epoch = epoch;
            this.gap = gap;
            records = page.records().iterator();
            after = page.after();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Batch next() {
            if (next == null) {
                throw new NoSuchElementException("the page has no more");
            }
            var batch = next;
            next = null;
            while (next == null && records.hasNext()) {
                next = batch.isFull() ? new Gathered() : batch.add(records.next());
            }
            var to = next == null ? page.to() : Position.after(batch.lastSequenceNumber);
            var made = batch.toBatch(page, epoch, after, to, gap);
            after = to;
            gap = null;
            return made;
        }
    }

    /** Records for one batch. */
    private final class Gathered {
        private final List<EventRecord> events = new ArrayList<>();
        private final List<ProgressRecord> progress = new ArrayList<>();
        private final List<RejectedRecord> rejected = new ArrayList<>();
        private int bytes;
        private int unknownFields;

        @SuppressWarnings("NullAway.Init") // until there is a record
        private String lastSequenceNumber;

        int records() {
            return events.size() + progress.size() + rejected.size();
        }

        boolean isFull() {
            return records() >= MAX_RECORDS || bytes >= MAX_BYTES;
        }

        /** Null if it went in; else what it says, which is too much for this batch. */
        @Nullable
        Gathered add(StoredRecord record) {
            if (!AggregatedRecord.isLike(record.data())) {
                addPart(record);
                return null;
            }
            var whole = together(record);
            if (records() > 0 && (records() + whole.records() > MAX_RECORDS || bytes + whole.bytes > MAX_BYTES)) {
                return whole;
            }
            events.addAll(whole.events);
            progress.addAll(whole.progress);
            rejected.addAll(whole.rejected);
            bytes += whole.bytes;
            unknownFields += whole.unknownFields;
            lastSequenceNumber = record.sequenceNumber();
            return null;
        }

        private void addPart(StoredRecord record) {
            lastSequenceNumber = record.sequenceNumber();
            var arrivedAt = record.arrivedAt().toEpochMilli();
            var decoded = decoder.decode(record.data(), arrivedAt);
            if (decoded instanceof Decoded.Rejected reason) {
                reject(record, reason);
                return;
            }
            var event = (Decoded.Event) decoded;
            unknownFields += event.unknownFields();
            if (event.event() instanceof SourceProgress source) {
                progress.add(new ProgressRecord(source, arrivedAt));
                bytes += record.data().length;
            } else {
                var number = SequenceDigits.parse(record.sequenceNumber());
                events.add(new EventRecord((OrderEvent) event.event(), number, record.part(), arrivedAt));
            }
        }

        private void reject(StoredRecord record, Decoded.Rejected reason) {
            lastSequenceNumber = record.sequenceNumber();
            var data = record.data();
            var kept = data.length <= RejectedRecord.MAX_BYTES ? data : Arrays.copyOf(data, RejectedRecord.MAX_BYTES);
            var key = record.partitionKey() == null ? "" : record.partitionKey();
            bytes += kept.length + UTF8_BYTES * key.length() + REJECTED_BYTES;
            rejected.add(new RejectedRecord(
                    record.sequenceNumber(),
                    record.part(),
                    key,
                    record.arrivedAt().toEpochMilli(),
                    reason.reason(),
                    reason.message(),
                    kept,
                    data.length,
                    reason.source(),
                    reason.number()));
        }

        /** What has been read through is known only with the page's last batch; before that, the last record's time. */
        Batch toBatch(ReadPage page, long epoch, Position after, Position to, @Nullable Gap gap) {
            var isLast = to.equals(page.to());
            return Batch.of(epoch, page.shardId(), after, to)
                    .millisBehindLatest(page.millisBehindLatest())
                    .readThroughMillis(isLast ? page.readThrough().toEpochMilli() : 0)
                    .events(events)
                    .progress(progress)
                    .rejected(rejected)
                    .unknownFields(unknownFields)
                    .children(
                            isLast
                                    ? page.children().stream()
                                            .map(Shard::shardId)
                                            .toList()
                                    : List.of())
                    .gap(gap)
                    .build();
        }
    }

    /** What an aggregated record says, for one batch: a position is that of a record, and not of a part of it. */
    private Gathered together(StoredRecord record) {
        var all = new Gathered();
        record.parts().forEach(all::addPart);
        if (all.bytes <= MAX_BYTES || all.records() == 1) {
            return all;
        }
        var whole = new Gathered();
        whole.reject(record, TOO_MUCH);
        return whole;
    }
}
