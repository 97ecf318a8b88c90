package delivery.kinesis.aws.cbor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes what Kinesis is asked in CBOR (<a href="https://www.rfc-editor.org/rfc/rfc8949">RFC 8949</a>), straight into its bytes. */
final class CborWriter {
    private static final int WHOLE = 0;
    private static final int BYTES = 2 << 5;
    private static final int TEXT = 3 << 5;
    private static final int LIST = 4 << 5;
    private static final int MAP = 5 << 5;
    /** Of a time of day; the service counts it in milliseconds, not in seconds as the RFC. */
    private static final int TIME = 6 << 5 | 1;

    private static final int HEAD_BYTES = 9;

    private byte[] out;
    private int length;

    /** @param capacity in bytes, beyond which it grows */
    CborWriter(int capacity) {
        out = new byte[capacity];
    }

    /** A name that is written again and again, as it is written: {@link #raw}. */
    static byte[] name(String name) {
        var writer = new CborWriter(name.length() + HEAD_BYTES);
        writer.text(name);
        return writer.toBytes();
    }

    /** So many names, each followed by its value. */
    CborWriter map(int fields) {
        return head(MAP, fields);
    }

    CborWriter list(int elements) {
        return head(LIST, elements);
    }

    CborWriter text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return head(TEXT, bytes.length).raw(bytes);
    }

    CborWriter bytes(byte[] bytes) {
        return head(BYTES, bytes.length).raw(bytes);
    }

    /** @param value not negative */
    CborWriter whole(long value) {
        return head(WHOLE, value);
    }

    CborWriter time(Instant time) {
        room(1);
        out[length++] = (byte) TIME;
        return whole(time.toEpochMilli());
    }

    CborWriter raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
        return this;
    }

    byte[] toBytes() {
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    private CborWriter head(int type, long size) {
        room(HEAD_BYTES);
        if (size < 24) {
            out[length++] = (byte) (type | (int) size);
        } else if (size < 1 << 8) {
            out[length++] = (byte) (type | 24);
            number(size, 1);
        } else if (size < 1 << 16) {
            out[length++] = (byte) (type | 25);
            number(size, 2);
        } else if (size <= Integer.MAX_VALUE) {
            out[length++] = (byte) (type | 26);
            number(size, 4);
        } else {
            out[length++] = (byte) (type | 27);
            number(size, 8);
        }
        return this;
    }

    private void number(long value, int size) {
        for (var i = size - 1; i >= 0; i--) {
            out[length++] = (byte) (value >> 8 * i);
        }
    }

    private void room(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }
}
