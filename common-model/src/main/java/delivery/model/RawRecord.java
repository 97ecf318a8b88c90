package delivery.model;

import delivery.model.EventDecoder.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a record has to be before anybody looks for an event in it: text of a decent size, and no pack of the KPL. */
final class RawRecord {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private RawRecord() {}

    static void check(byte[] bytes) throws Refusal {
        // Before its size: such records are large.
        if (AggregatedRecord.isLike(bytes)) {
            AggregatedRecord.read(bytes);
            throw new Refusal("aggregated", "a KPL-aggregated record inside of another");
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
