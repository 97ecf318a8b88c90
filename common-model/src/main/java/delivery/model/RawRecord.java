package delivery.model;

import delivery.model.EventDecoder.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What a record has to be before anybody looks for an event in it: text of a decent size, and no pack of the KPL. */
final class RawRecord {
    private static final byte[] KPL_MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int MD5_BYTES = 16;

    private RawRecord() {}

    static void check(byte[] bytes) throws Refusal {
        if (startsWith(bytes, KPL_MAGIC)) {
            throw kplRecord(bytes);
        }
        if (bytes.length > EventDecoder.MAX_BYTES) {
            throw new Refusal("too-large", bytes.length + " bytes, the limit is " + EventDecoder.MAX_BYTES);
        }
        var ascii = true;
        for (var b : bytes) {
            if (b == 0) {
                throw new Refusal("not-json", "has a NUL byte");
            }
            ascii &= b > 0;
        }
        if (!ascii) {
            checkUtf8(bytes);
        }
    }

    /** Magic, protocol buffer, MD5 of the protocol buffer. Looked at before the size: such records are large. */
    private static Refusal kplRecord(byte[] bytes) {
        var end = bytes.length - MD5_BYTES;
        if (end < KPL_MAGIC.length
                || !Arrays.equals(md5(bytes, KPL_MAGIC.length, end), 0, MD5_BYTES, bytes, end, bytes.length)) {
            return new Refusal("kpl-magic-bad-md5", "begins like a KPL-aggregated record, but its checksum is wrong");
        }
        return new Refusal("aggregated", "a KPL-aggregated record: turn aggregation off in the producer");
    }

    private static byte[] md5(byte[] bytes, int from, int to) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes, from, to - from);
            return md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }

    private static void checkUtf8(byte[] bytes) throws Refusal {
        if (startsWith(bytes, BYTE_ORDER_MARK)) {
            throw new Refusal("bad-utf8", "begins with a byte order mark: write UTF-8 without one");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new Refusal("bad-utf8", "not UTF-8");
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
