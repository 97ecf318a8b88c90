package delivery.localkinesis.operations;

import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.PackedRecords;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a PutRecords, or a PutRecord, as clients write it nearly always, into a batch of its bytes where they lie: no text,
 * no object and no copy for each record. Whatever is unusual in it, or may be wrong, is left to {@link RequestReader},
 * which says what is wrong; what is read here means the same there.
 */
final class UsualPuts {
    private static final int USUAL_RECORDS = 500;
    private static final int NAME_LENGTH = 128;
    private static final int MOST_DATA = Limits.RECORD_KIB_MAX << 10;

    private static final byte[] STREAM_NAME = ascii("StreamName");
    private static final byte[] RECORDS = ascii("Records");
    private static final byte[] DATA = ascii("Data");
    private static final byte[] PARTITION_KEY = ascii("PartitionKey");
    private static final byte[] EXPLICIT_HASH_KEY = ascii("ExplicitHashKey");

    private final Tokens in;
    private @Nullable String stream; // null: not yet
    // of the record that is being read; -1: not yet
    private int dataFrom;
    private int dataTo;
    private int keyFrom;
    private int keyTo;
    private @Nullable HashKey hashKey; // null: not yet

    private UsualPuts(Tokens in) {
        this.in = in;
    }

    /** A request. */
    record Put(String stream, PackedRecords batch) {}

    /**
     * Null if it is not a usual one.
     *
     * @param body is changed: blobs are decoded where they lie, and the batch is of it
     * @param length of the request, which the body begins with
     * @param single whether it is a PutRecord
     */
    static @Nullable Put read(byte[] body, int length, Wire wire, boolean single) {
        try {
            var puts = new UsualPuts(wire == Wire.CBOR ? new CborTokens(body, length) : new JsonTokens(body, length));
            return single ? puts.readOne() : puts.readMany();
        } catch (Tokens.UnusualException | ArrayIndexOutOfBoundsException e) {
            return null; // the latter: it ends too early
        }
    }

    private Put readMany() {
        PackedRecords batch = null;
        var members = in.openMap();
        for (int n = 0; !in.isClosed(n, members); n++) {
            in.name();
            if (in.is(STREAM_NAME)) {
                readStreamName();
            } else {
                in.expect(in.is(RECORDS) && batch == null);
                batch = readRecords();
            }
        }
        return whole(batch);
    }

    /** Of a single one the members are those of the request. */
    private Put readOne() {
        var batch = new PackedRecords(in.body, 1);
        beginRecord();
        var members = in.openMap();
        for (int n = 0; !in.isClosed(n, members); n++) {
            in.name();
            if (in.is(STREAM_NAME)) {
                readStreamName();
            } else {
                readMember();
            }
        }
        endRecord(batch);
        in.expect(batch.bytes(0) <= Limits.MIB); // a larger one may be too large for its stream
        return whole(batch);
    }

    private Put whole(@Nullable PackedRecords batch) {
        var put = new Put(in.present(stream), in.present(batch));
        in.expect(in.isAtEnd() && put.batch.size() > 0);
        return put;
    }

    private void readStreamName() {
        in.expect(stream == null);
        in.text();
        in.expect(in.size() > 0 && in.size() <= NAME_LENGTH);
        for (int i = in.start; i < in.end; i++) {
            var c = in.body[i];
            in.expect((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '.'
                    || c == '-');
        }
        stream = new String(in.body, in.start, in.size(), StandardCharsets.US_ASCII);
    }

    private PackedRecords readRecords() {
        var records = in.openList();
        var batch = new PackedRecords(in.body, Math.min(records, USUAL_RECORDS));
        for (int n = 0; !in.isClosed(n, records); n++) {
            in.expect(n < Limits.PUT_RECORDS);
            beginRecord();
            var members = in.openMap();
            for (int m = 0; !in.isClosed(m, members); m++) {
                in.name();
                readMember();
            }
            endRecord(batch);
        }
        return batch;
    }

    private void beginRecord() {
        dataFrom = -1;
        keyFrom = -1;
        hashKey = null;
    }

    private void readMember() {
        if (in.is(DATA)) {
            in.expect(dataFrom < 0);
            in.blob();
            in.expect(in.size() <= MOST_DATA);
            dataFrom = in.start;
            dataTo = in.end;
        } else if (in.is(PARTITION_KEY)) {
            in.expect(keyFrom < 0);
            in.text();
            // In ASCII, which is all that is usual, as many bytes as characters.
            in.expect(in.size() > 0 && in.size() <= Limits.PARTITION_KEY_LENGTH);
            keyFrom = in.start;
            keyTo = in.end;
        } else {
            in.expect(in.is(EXPLICIT_HASH_KEY) && hashKey == null);
            in.text();
            hashKey = in.present(HashKey.parse(in.body, in.start, in.end));
        }
    }

    private void endRecord(PackedRecords batch) {
        in.expect(dataFrom >= 0 && keyFrom >= 0);
        var place = hashKey == null ? HashKey.ofPartitionKey(in.body, keyFrom, keyTo) : hashKey;
        batch.add(dataFrom, dataTo, keyFrom, keyTo, place.high(), place.low());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
