package delivery.kinesis.aws.cbor;

import delivery.kinesis.PutEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the service is asked, in its CBOR; of a PutRecords without an object for each record. */
public final class RequestBodies {
    private static final byte[] RECORDS = CborWriter.name("Records");
    private static final byte[] DATA = CborWriter.name("Data");
    private static final byte[] EXPLICIT_HASH_KEY = CborWriter.name("ExplicitHashKey");
    private static final byte[] PARTITION_KEY = CborWriter.name("PartitionKey");
    private static final byte[] STREAM_NAME = CborWriter.name("StreamName");

    /** Of a record's names, heads and hash key. */
    private static final int RECORD_BYTES = 100;

    private static final int REQUEST_BYTES = 200;
    private static final int ITERATOR_BYTES = 400;

    private RequestBodies() {}

    /** DescribeStreamSummary, and the first page of ListShards. */
    public static byte[] ofStream(String stream) {
        return new CborWriter(REQUEST_BYTES)
                .map(1)
                .raw(STREAM_NAME)
                .text(stream)
                .toBytes();
    }

    /** A further page of ListShards. The token stands for the stream; the service refuses both together. */
    public static byte[] moreShards(String nextToken) {
        return new CborWriter(ITERATOR_BYTES)
                .map(1)
                .text("NextToken")
                .text(nextToken)
                .toBytes();
    }

    /** GetShardIterator. */
    public static byte[] iterator(String stream, ShardPlace place) {
        var fields = 3 + (place.sequenceNumber() == null ? 0 : 1) + (place.since() == null ? 0 : 1);
        var body = new CborWriter(ITERATOR_BYTES)
                .map(fields)
                .raw(STREAM_NAME)
                .text(stream)
                .text("ShardId")
                .text(place.shardId())
                .text("ShardIteratorType")
                .text(place.type());
        if (place.sequenceNumber() != null) {
            body.text("StartingSequenceNumber").text(place.sequenceNumber());
        }
        if (place.since() != null) {
            body.text("Timestamp").time(place.since());
        }
        return body.toBytes();
    }

    /** GetRecords. */
    public static byte[] read(@Nullable String iterator, int limit) {
        var body = new CborWriter(ITERATOR_BYTES);
        body.map(iterator == null ? 1 : 2).text("Limit").whole(limit);
        if (iterator != null) {
            body.text("ShardIterator").text(iterator);
        }
        return body.toBytes();
    }

    /** PutRecords. */
    public static byte[] put(String stream, List<PutEntry> entries) {
        var capacity = REQUEST_BYTES;
        for (var entry : entries) {
            capacity += entry.data().length + entry.partitionKey().length() + RECORD_BYTES;
        }
        var body = new CborWriter(capacity);
        body.map(2).raw(RECORDS).list(entries.size());
        entries.forEach(entry -> record(body, entry));
        return body.raw(STREAM_NAME).text(stream).toBytes();
    }

    private static void record(CborWriter body, PutEntry entry) {
        var hashKey = entry.explicitHashKey();
        body.map(hashKey == null ? 2 : 3).raw(DATA).bytes(entry.data());
        if (hashKey != null) {
            body.raw(EXPLICIT_HASH_KEY).text(hashKey);
        }
        body.raw(PARTITION_KEY).text(entry.partitionKey());
    }
}
