package delivery.model;

import delivery.model.EventDecoder.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several records in one, as the Kinesis Producer Library puts them: four magic bytes, a protocol buffer, and its MD5 (<a
 * href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">aggregation format</a>).
 * Read whole or not at all.
 *
 * <pre>
 * AggregatedRecord: 1 repeated string partition key, 2 repeated string explicit hash key, 3 repeated Record
 * Record: 1 uint64 index of its partition key, 2 optional uint64 index of its hash key, 3 bytes data, 4 repeated Tag
 * </pre>
 */
public final class AggregatedRecord {
    /** Records in one, at most; of our events a mebibyte holds less than half as many. */
    public static final int MAX_PARTS = 10_000;

    /** What a record begins with that is one of these. */
    static final List<Byte> MAGIC = List.of((byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2);
    /** Of the MD5 at its end. */
    static final int DIGEST_BYTES = 16;

    private static final int MAX_KEY_BYTES = 4 * 256;

    private final byte[] in;
    private int at;
    private final List<String> partitionKeys = new ArrayList<>();
    private int hashKeys;
    /** Where each begins, and the next number, where it ends. */
    private final List<int[]> records = new ArrayList<>();

    private AggregatedRecord(byte[] in) {
        this.in = in;
    }

    /** One of the records in it. */
    public record Part(String partitionKey, byte[] data) {}

    /** Whether it begins like one; it may be broken all the same. */
    public static boolean isLike(byte[] bytes) {
        if (bytes.length < MAGIC.size() || bytes[0] != MAGIC.get(0)) {
            return false;
        }
        for (var i = 1; i < MAGIC.size(); i++) {
            if (bytes[i] != MAGIC.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** In their order; null if it is none, or a broken one, of which {@link EventDecoder} says what is wrong with it. */
    public static @Nullable List<Part> parts(byte[] bytes) {
        if (!isLike(bytes)) {
            return null;
        }
        try {
            return read(bytes);
        } catch (Refusal e) {
            return null;
        }
    }

    /** One that {@link #isLike}. */
    static List<Part> read(byte[] bytes) throws Refusal {
        var end = bytes.length - DIGEST_BYTES;
        if (end < MAGIC.size()
                || !Arrays.equals(md5(bytes, MAGIC.size(), end), 0, DIGEST_BYTES, bytes, end, bytes.length)) {
            throw new Refusal("kpl-magic-bad-md5", "begins like a KPL-aggregated record, but its checksum is wrong");
        }
        return new AggregatedRecord(bytes).read(end);
    }

    private List<Part> read(int end) throws Refusal {
        at = MAGIC.size();
        while (at < end) {
            var tag = varint(end);
            if (tag == tag(1)) {
                partitionKeys.add(key(end));
            } else if (tag == tag(2)) {
                key(end);
                hashKeys++;
            } else if (tag == tag(3)) {
                var size = length(end);
                records.add(new int[] {at, at + size});
                at += size;
            } else {
                skip(tag, end);
            }
            if (Math.max(records.size(), Math.max(partitionKeys.size(), hashKeys)) > MAX_PARTS) {
                throw broken("has more than " + MAX_PARTS + " records or keys");
            }
        }
        if (records.isEmpty()) {
            throw broken("has no records");
        }
        var parts = new ArrayList<Part>(records.size());
        for (var record : records) {
            parts.add(part(record[0], record[1]));
        }
        return parts;
    }

    /** The last value of a field counts, as in any protocol buffer. */
    private Part part(int start, int end) throws Refusal {
        at = start;
        var key = -1L;
        var hashKey = 0L;
        var hasHashKey = false;
        byte[] data = null;
        while (at < end) {
            var tag = varint(end);
            if (tag == tag(3)) {
                var size = length(end);
                data = Arrays.copyOfRange(in, at, at + size);
                at += size;
            } else if (tag == 1 << 3) {
                key = varint(end);
            } else if (tag == 2 << 3) {
                hashKey = varint(end);
                hasHashKey = true;
            } else {
                skip(tag, end);
            }
        }
        if (data == null
                || key < 0
                || key >= partitionKeys.size()
                || hasHashKey && (hashKey < 0 || hashKey >= hashKeys)) {
            throw broken("has a record without data, or whose key is not in it");
        }
        return new Part(partitionKeys.get((int) key), data);
    }

    /** Of a field that has a length. */
    private static long tag(int field) {
        return (long) field << 3 | 2;
    }

    private String key(int end) throws Refusal {
        var size = length(end);
        if (size > MAX_KEY_BYTES) {
            throw broken("has a key of " + size + " bytes");
        }
        at += size;
        return new String(in, at - size, size, StandardCharsets.UTF_8);
    }

    private int length(int end) throws Refusal {
        var length = varint(end);
        if (length < 0 || length > end - at) {
            throw broken("has a field that is longer than what it is in");
        }
        return (int) length;
    }

    private long varint(int end) throws Refusal {
        var value = 0L;
        for (var shift = 0; shift < 64 && at < end; shift += 7) {
            var next = in[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("has a number without an end");
    }

    /** A field that this version does not know. */
    private void skip(long tag, int end) throws Refusal {
        var size = switch ((int) tag & 7) {
            case 0 -> varint(end) & 0;
            case 1 -> Long.BYTES;
            case 2 -> length(end);
            case 5 -> Integer.BYTES;
            default -> throw broken("has a field of no known type");
        };
        if (tag >>> 3 == 0 || tag >>> 32 != 0 || size > end - at) {
            throw broken("has a field that is none");
        }
        at += (int) size;
    }

    private static Refusal broken(String what) {
        return new Refusal("kpl-broken", "a KPL-aggregated record that " + what);
    }

    static byte[] md5(byte[] bytes, int from, int to) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes, from, to - from);
            return md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
