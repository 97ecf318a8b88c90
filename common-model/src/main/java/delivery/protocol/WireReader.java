package delivery.protocol;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads a payload field by field. Nothing is allocated on the word of a length that the payload cannot hold; running
 * out of bytes is a {@link java.nio.BufferUnderflowException}. Not thread-safe.
 */
final class WireReader {
    /** Kinesis allows 129 digits, which are 54 bytes. */
    private static final int MAX_SEQUENCE_NUMBER_BYTES = 54;

    private final ByteBuffer bytes;

    WireReader(byte[] payload) {
        bytes = ByteBuffer.wrap(payload);
    }

    int u8() {
        return bytes.get() & 0xFF;
    }

    boolean bool() {
        return bytes.get() != 0;
    }

    int u16() {
        return bytes.getShort() & 0xFFFF;
    }

    int i32() {
        return bytes.getInt();
    }

    long i64() {
        return bytes.getLong();
    }

    byte[] bytes() {
        var size = length();
        var value = new byte[size];
        bytes.get(value);
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    Position position() {
        var kind = constant(Position.Kind.values());
        var number = bytes();
        if (number.length > MAX_SEQUENCE_NUMBER_BYTES) {
            throw new IllegalArgumentException("a sequence number of " + number.length + " bytes");
        }
        return new Position(kind, number.length == 0 ? BigInteger.ZERO : new BigInteger(number));
    }

    <E extends Enum<E>> E constant(E[] values) {
        var ordinal = u8();
        if (ordinal >= values.length) {
            throw new IllegalArgumentException("no such constant: " + ordinal);
        }
        return values[ordinal];
    }

    <T> List<T> list(Supplier<T> each) {
        var size = length();
        var values = new ArrayList<T>(size);
        for (var i = 0; i < size; i++) {
            values.add(each.get());
        }
        return values;
    }

    /** Each element takes a byte at least, so a length beyond what is left is a lie. */
    private int length() {
        var size = bytes.getInt();
        if (size < 0 || size > bytes.remaining()) {
            throw new IllegalArgumentException("a length of " + size + " with " + bytes.remaining() + " bytes left");
        }
        return size;
    }
}
