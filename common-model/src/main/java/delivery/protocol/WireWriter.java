package delivery.protocol;

import delivery.model.Position;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Grows a payload field by field, big-endian. Not thread-safe. */
final class WireWriter {
    private byte[] bytes = new byte[512];
    private int length;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void bool(boolean value) {
        u8(value ? 1 : 0);
    }

    void u16(int value) {
        room(2);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    void i32(int value) {
        u16(value >>> 16);
        u16(value);
    }

    void i64(long value) {
        i32((int) (value >>> 32));
        i32((int) value);
    }

    /** Small ones, of either sign, take a byte or two: seven bits a byte, the lowest first, the sign in bit 0. */
    void varint(long value) {
        var rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            u8((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        u8((int) rest);
    }

    void bytes(byte[] value) {
        i32(value.length);
        raw(value);
    }

    /** Without its length. */
    void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void position(Position position) {
        u8(position.kind().ordinal());
        bytes(
                position.sequenceNumber().equals(BigInteger.ZERO)
                        ? new byte[0]
                        : position.sequenceNumber().toByteArray());
    }

    <T> void list(List<T> values, Consumer<T> each) {
        i32(values.size());
        values.forEach(each);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
