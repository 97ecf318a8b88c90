package delivery.kinesis.aws;

import delivery.kinesis.PutEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A PutRecords request in the service's CBOR, written straight into its bytes, without an object for each record. */
final class PutBody {
    private static final int BYTES = 2 << 5;
    private static final int TEXT = 3 << 5;
    private static final int LIST = 4 << 5;
    private static final int MAP = 5 << 5;

    private static final byte[] RECORDS = name("Records");
    private static final byte[] DATA = name("Data");
    private static final byte[] EXPLICIT_HASH_KEY = name("ExplicitHashKey");
    private static final byte[] PARTITION_KEY = name("PartitionKey");
    private static final byte[] STREAM_NAME = name("StreamName");

    /** Of a record's names, heads and hash key. */
    private static final int RECORD_BYTES = 100;

    private static final int REQUEST_BYTES = 200;

    private byte[] out;
    private int length;

    private PutBody(int capacity) {
        out = new byte[capacity];
    }

    static byte[] of(String stream, List<PutEntry> entries) {
        var capacity = REQUEST_BYTES;
        for (var entry : entries) {
            capacity += entry.data().length + entry.partitionKey().length() + RECORD_BYTES;
        }
        var body = new PutBody(capacity);
        body.head(MAP, 2);
        body.raw(RECORDS);
        body.head(LIST, entries.size());
        entries.forEach(body::record);
        body.raw(STREAM_NAME);
        body.text(stream);
        return body.length == body.out.length ? body.out : Arrays.copyOf(body.out, body.length);
    }

    private void record(PutEntry entry) {
        head(MAP, entry.explicitHashKey() == null ? 2 : 3);
        raw(DATA);
        head(BYTES, entry.data().length);
        raw(entry.data());
        if (entry.explicitHashKey() != null) {
            raw(EXPLICIT_HASH_KEY);
            text(entry.explicitHashKey());
        }
        raw(PARTITION_KEY);
        text(entry.partitionKey());
    }

    private void text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        head(TEXT, bytes.length);
        raw(bytes);
    }

    private void head(int type, int size) {
        room(5);
        if (size < 24) {
            out[length++] = (byte) (type | size);
        } else if (size < 1 << 8) {
            out[length++] = (byte) (type | 24);
            out[length++] = (byte) size;
        } else if (size < 1 << 16) {
            out[length++] = (byte) (type | 25);
            out[length++] = (byte) (size >> 8);
            out[length++] = (byte) size;
        } else {
            out[length++] = (byte) (type | 26);
            out[length++] = (byte) (size >> 24);
            out[length++] = (byte) (size >> 16);
            out[length++] = (byte) (size >> 8);
            out[length++] = (byte) size;
        }
    }

    private void raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }

    private void room(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }

    private static byte[] name(String name) {
        var bytes = new byte[1 + name.length()];
        bytes[0] = (byte) (TEXT | name.length());
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, bytes, 1, name.length());
        return bytes;
    }
}
