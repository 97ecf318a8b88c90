package delivery.protocol;

import delivery.model.Position;
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

    long varint() {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7) {
            var next = u8();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
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
        var size = length();
        return new Position(kind, size == 0 ? BigInteger.ZERO : number(size));
    }

    /** A sequence number, or the difference of two: two's complement, of this many bytes. */
    BigInteger number(int size) {
        if (size > MAX_SEQUENCE_NUMBER_BYTES) {
            throw new IllegalArgumentException("a sequence number of " + size + " bytes");
        }
        var value = new byte[size];
        bytes.get(value);
        return new BigInteger(value);
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

    /** Whether nothing is left: what a newer version would have appended is not there. */
    boolean isAtEnd() {
        return !bytes.hasRemaining();
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
