package delivery.kinesis.aws.cbor;

import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.kinesis.Shard;
import delivery.kinesis.aws.cbor.CborReader.UnusualException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two answers that have records, straight from their bytes. */
public final class RecordAnswers {
    private RecordAnswers() {}

    /** Null if it is not a usual answer to PutRecords. */
    public static @Nullable List<PutResult> puts(byte[] body) {
        var results = new ArrayList<PutResult>();
        return CborReader.isRead(
                        body,
                        in -> in.map(name -> {
                            if (name.equals("Records")) {
                                in.list(() -> results.add(result(in)));
                            } else {
                                in.skip();
                            }
                        }))
                ? results
                : null;
    }

    private static PutResult result(CborReader in) {
        var entry = new Object() {
            private @Nullable String shardId;
            private @Nullable String sequenceNumber;
            private @Nullable String code;
            private @Nullable String message;
        };
        in.map(name -> {
            switch (name) {
                case "ShardId" -> entry.shardId = in.isNull() ? null : in.knownText();
                case "SequenceNumber" -> entry.sequenceNumber = in.text();
                case "ErrorCode" -> entry.code = in.text();
                case "ErrorMessage" -> entry.message = in.text();
                default -> in.skip();
            }
        });
        if (entry.code != null) {
            return failed(entry.code, entry.message);
        }
        if (entry.shardId == null) {
            throw new UnusualException();
        }
        return new PutResult.Stored(entry.shardId, entry.sequenceNumber);
    }

    /** By the entry's own error code: services have been seen to report a wrong FailedRecordCount. */
    public static PutResult failed(String code, @Nullable String message) {
        return new PutResult.Failed(
                code.contains("ThroughputExceeded") || code.contains("Throttl"), code + ": " + message);
    }

    /** Null if it is not a usual answer to GetRecords. When it was given is not in it. */
    public static @Nullable RecordPage page(byte[] body) {
        var page = new Object() {
            private @Nullable List<StoredRecord> records;
            private @Nullable String next;
            private long behind;
            private final List<Shard> children = new ArrayList<>();
        };
        var isRead = CborReader.isRead(
                body,
                in -> in.map(name -> {
                    switch (name) {
                        case "Records" -> {
                            var records = new ArrayList<StoredRecord>();
                            in.list(() -> records.add(record(in)));
                            page.records = records;
                        }
                        case "NextShardIterator" -> page.next = in.text();
                        case "MillisBehindLatest" -> page.behind = in.isNull() ? 0 : in.whole();
                        case "ChildShards" -> {
                            if (!in.isNull()) {
                                in.list(() -> page.children.add(child(in)));
                            }
                        }
                        default -> in.skip();
                    }
                }));
        // An empty body has no next iterator either, and must not be taken for the end of the shard.
        return isRead && page.records != null
                ? new RecordPage(page.records, page.next, page.behind, null, page.children)
                : null;
    }

    private static StoredRecord record(CborReader in) {
        var record = new Object() {
            private @Nullable String sequenceNumber;
            private @Nullable String partitionKey;
            private byte @Nullable [] data;
            private @Nullable Instant arrivedAt;
        };
        in.map(name -> {
            switch (name) {
                case "SequenceNumber" -> record.sequenceNumber = in.text();
                case "PartitionKey" -> record.partitionKey = in.text();
                case "Data" -> record.data = in.bytes();
                case "ApproximateArrivalTimestamp" -> record.arrivedAt = in.time();
                default -> in.skip();
            }
        });
        if (record.sequenceNumber == null || record.data == null || record.arrivedAt == null) {
            throw new UnusualException();
        }
        return new StoredRecord(record.sequenceNumber, record.partitionKey, record.data, record.arrivedAt);
    }

    private static Shard child(CborReader in) {
        var child = new Object() {
            private @Nullable String shardId;
            private final List<String> parents = new ArrayList<>();
            private @Nullable String from;
            private @Nullable String to;
        };
        in.map(name -> {
            switch (name) {
                case "ShardId" -> child.shardId = in.text();
                case "ParentShards" -> in.list(() -> child.parents.add(in.text()));
                case "HashKeyRange" ->
                    in.map(end -> {
                        switch (end) {
                            case "StartingHashKey" -> child.from = in.text();
                            case "EndingHashKey" -> child.to = in.text();
                            default -> in.skip();
                        }
                    });
                default -> in.skip();
            }
        });
        if (child.shardId == null || child.from == null || child.to == null) {
            throw new UnusualException();
        }
        return new Shard(child.shardId, child.parents, new BigInteger(child.from), new BigInteger(child.to), true);
    }
}
