package delivery.relay;

import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One shard with the sequence numbers 1, 2, 3, ...; an iterator is the number to read next. */
final class PagedStream implements KinesisStream {
    private final List<StoredRecord> records = new ArrayList<>();
    private int emptyPages;
    private int pageRecords = 1;
    private boolean closed;

    PagedStream records(int count) {
        for (var n = 1; n <= count; n++) {
            records.add(new StoredRecord(
                    Integer.toString(n),
                    "key",
                    new EventEncoder().encode(Events.created(n)),
                    Instant.ofEpochMilli(Events.created(n).atMillis())));
        }
        return this;
    }

    /** This many pages come empty, before there are records. */
    PagedStream emptyPages(int count) {
        emptyPages = count;
        return this;
    }

    /** So many records a page, instead of one. */
    PagedStream pagesOf(int count) {
        pageRecords = count;
        return this;
    }

    PagedStream closed() {
        closed = true;
        return this;
    }

    @Override
    public String iterator(String shardId, Position position) {
        return position.kind() == Position.Kind.TRIM_HORIZON
                ? "1"
                : position.sequenceNumber().add(java.math.BigInteger.ONE).toString();
    }

    @Override
    public RecordPage read(String iterator, int limit) {
        var next = Integer.parseInt(iterator);
        if (emptyPages > 0) {
            emptyPages--;
            return new RecordPage(List.of(), iterator, 1_000, null, List.of());
        }
        if (next > records.size()) {
            return new RecordPage(List.of(), closed ? null : iterator, 0, null, List.of());
        }
        var end = Math.min(records.size(), next - 1 + pageRecords);
        return new RecordPage(records.subList(next - 1, end), Integer.toString(end + 1), 0, null, List.of());
    }

    @Override
    public StreamDescription describe() {
        throw new AssertionError("not asked for");
    }

    @Override
    public List<Shard> shards() {
        throw new AssertionError("not asked for");
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        throw new AssertionError("not asked for");
    }
}
