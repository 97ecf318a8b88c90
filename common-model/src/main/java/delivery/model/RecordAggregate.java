package delivery.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts several records into an {@link AggregatedRecord}. Each bears the hash key of the whole: readers that leave out what is not
 * of their shard, as KCL does, find all of them wherever it is, after a split too. Not thread-safe.
 */
public final class RecordAggregate {
    private static final int TAG = 1;
    /** A record's two fields of keys: the one hash key, and an index of up to three bytes. */
    private static final int KEYS_BYTES = 2 + TAG + 3;

    private static final int FRAME_BYTES = AggregatedRecord.MAGIC.size() + AggregatedRecord.DIGEST_BYTES;

    private final byte[] hashKey;
    private final Bytes keys = new Bytes();
    private final Bytes records = new Bytes();
    private int count;

    /** @param hashKey decimal, of the record that this becomes */
    public RecordAggregate(String hashKey) {
        this.hashKey = hashKey.getBytes(StandardCharsets.US_ASCII);
    }

    /** Records in it. */
    public int count() {
        return count;
    }

    /** Bytes that it has with one more record of so many, and with a key of so many, at most. */
    public int sizeWith(int keyBytes, int dataBytes) {
        return size() + field(keyBytes) + field(KEYS_BYTES + field(dataBytes));
    }

    /** Bytes that {@link #toBytes} has. */
    public int size() {
        return FRAME_BYTES + field(hashKey.length) + keys.length + records.length;
    }

    /** @param partitionKey in UTF-8 */
    public void add(byte[] partitionKey, byte[] data) {
        keys.field(1, partitionKey);
        records.put(3 << 3 | 2);
        records.varint(TAG + varintBytes(count) + 2 * TAG + field(data.length));
        records.put(1 << 3);
        records.varint(count);
        records.put(2 << 3);
        records.put(0);
        records.field(3, data);
        count++;
    }

    public byte[] toBytes() {
        var all = new Bytes(size());
        AggregatedRecord.MAGIC.forEach(all::put);
        all.put(keys.bytes, keys.length);
        all.field(2, hashKey);
        all.put(records.bytes, records.length);
        var digest = AggregatedRecord.md5(all.bytes, AggregatedRecord.MAGIC.size(), all.length);
        all.put(digest, digest.length);
        return all.bytes;
    }

    private static int field(int bytes) {
        return TAG + varintBytes(bytes) + bytes;
    }

    private static int varintBytes(int number) {
        return (31 - Integer.numberOfLeadingZeros(number | 1)) / 7 + 1;
    }

    /** Bytes that grow. */
    private static final class Bytes {
        private byte[] bytes;
        private int length;

        Bytes() {
            this(512);
        }

        Bytes(int capacity) {
            bytes = new byte[capacity];
        }

        void put(int value) {
            room(1);
            bytes[length++] = (byte) value;
        }

        void put(byte[] from, int count) {
            room(count);
            System.arraycopy(from, 0, bytes, length, count);
            length += count;
        }

        void varint(int number) {
            var rest = number;
            while (rest > 0x7F) {
                put(rest | 0x80);
                rest >>>= 7;
            }
            put(rest);
        }

        void field(int number, byte[] content) {
            put(number << 3 | 2);
            varint(content.length);
            put(content, content.length);
        }

        private void room(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }
    }
}
