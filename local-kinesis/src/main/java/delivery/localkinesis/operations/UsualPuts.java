package delivery.localkinesis.operations;

import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import delivery.localkinesis.shard.PackedRecords;
import java.nio.charset.StandardCharsets;

/**
 * Reads a PutRecords as clients write it nearly always, straight from its bytes into a batch: no text, no object and at
 * most one copy for each record. Whatever is unusual in it, or may be wrong, is left to {@link RequestReader}, which says
 * what is wrong; what is read here means the same there.
 */
final class UsualPuts {
    private static final int USUAL_RECORDS = 500;
    private static final int NAME_LENGTH = 128;
    private static final int MOST_DATA = Limits.RECORD_KIB_MAX << 10;

    private final Tokens in;
    private String stream;
    private PackedRecords batch;

    private UsualPuts(Tokens in) {
        this.in = in;
    }

    /** A request. */
    record Put(String stream, PackedRecords batch) {}

    /** Null if it is not a usual one. */
    static Put read(byte[] body, Wire wire) {
        try {
            return new UsualPuts(wire == Wire.CBOR ? new CborTokens(body) : new JsonTokens(body)).read();
        } catch (Tokens.UnusualException | ArrayIndexOutOfBoundsException e) {
            return null; // the latter: it ends too early
        }
    }

    private Put read() {
        var members = in.openMap();
        for (int n = 0; !in.isClosed(n, members); n++) {
            in.name();
            if (in.is("StreamName")) {
                in.expect(stream == null);
                readStreamName();
            } else {
                in.expect(in.is("Records") && batch == null);
                readRecords();
            }
        }
        in.expect(in.isAtEnd() && stream != null && batch != null && batch.size() > 0);
        return new Put(stream, batch);
    }

    private void readStreamName() {
        in.text();
        in.expect(in.length() > 0 && in.length() <= NAME_LENGTH);
        for (int i = in.start; i < in.end; i++) {
            var c = in.body[i];
            in.expect((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '.'
                    || c == '-');
        }
        stream = new String(in.body, in.start, in.length(), StandardCharsets.US_ASCII);
    }

    private void readRecords() {
        var records = in.openList();
        batch = new PackedRecords(in.bytes(), Math.min(records, USUAL_RECORDS));
        for (int n = 0; !in.isClosed(n, records); n++) {
            in.expect(n < Limits.PUT_RECORDS);
            readRecord();
        }
    }

    private void readRecord() {
        var members = in.openMap();
        int dataFrom = -1;
        int dataTo = -1;
        int keyFrom = -1;
        int keyTo = -1;
        HashKey hashKey = null;
        for (int n = 0; !in.isClosed(n, members); n++) {
            in.name();
            if (in.is("Data")) {
                in.expect(dataFrom < 0);
                in.blob();
                in.expect(in.length() <= MOST_DATA);
                dataFrom = in.start;
                dataTo = in.end;
            } else if (in.is("PartitionKey")) {
                in.expect(keyFrom < 0);
                in.text();
                // In ASCII, which is all that is usual, as many bytes as characters.
                in.expect(in.length() > 0 && in.length() <= Limits.PARTITION_KEY_LENGTH);
                in.keep();
                keyFrom = in.start;
                keyTo = in.end;
            } else {
                in.expect(in.is("ExplicitHashKey") && hashKey == null);
                in.text();
                hashKey = HashKey.parse(in.body, in.start, in.end);
                in.expect(hashKey != null);
            }
        }
        in.expect(dataFrom >= 0 && keyFrom >= 0);
        var place = hashKey == null ? HashKey.ofPartitionKey(in.bytes(), keyFrom, keyTo) : hashKey;
        batch.add(dataFrom, dataTo, keyFrom, keyTo, place.high(), place.low());
    }
}
