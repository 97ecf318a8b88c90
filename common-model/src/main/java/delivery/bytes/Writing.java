package delivery.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fields to bytes, which grow as needed. */
final class Writing<T> extends Fields<T> {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Of a part of a list, about: an event has 69. */
    private static final int PART_BYTES = 72;

    private byte[] bytes = new byte[512];
    private int length;
    /** Of the innermost layout. */
    private @Nullable Object value;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    <P> void whole(P whole, Layout<P> layout) {
        var outer = value;
        value = whole;
        layout.describe(as());
        value = outer;
    }

    @Override
    <P> P inner(@Nullable P given, Layout<P> layout) {
        var part = Objects.requireNonNull(given);
        var start = length;
        put((byte) 0);
        whole(part, layout);
        insertSize(start);
        return part;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T written() {
        return (T) value;
    }

    @Override
    public int u8(int number) {
        put((byte) number);
        return number;
    }

    @Override
    public int u16(int number) {
        room(2);
        SHORT.set(bytes, length, (short) number);
        length += 2;
        return number;
    }

    @Override
    public int i32(int number) {
        room(4);
        INT.set(bytes, length, number);
        length += 4;
        return number;
    }

    @Override
    public long i64(long number) {
        put(number);
        return number;
    }

    @Override
    public long varint(long number) {
        unsigned(number << 1 ^ number >> 63);
        return number;
    }

    @Override
    public BigInteger number(@Nullable BigInteger given) {
        var number = Objects.requireNonNull(given);
        if (number.signum() == 0) {
            put((byte) 0);
        } else {
            sized(number.toByteArray());
        }
        return number;
    }

    @Override
    byte[] bytes(byte @Nullable [] given) {
        var content = Objects.requireNonNull(given);
        sized(content);
        return content;
    }

    @Override
    public String text(@Nullable String given) {
        var text = Objects.requireNonNull(given);
        var size = text.length();
        if (size >= 0x80 || !putAscii(text, size)) {
            sized(text.getBytes(StandardCharsets.UTF_8));
        }
        return text;
    }

    /** Most texts are short names. Writes nothing if it is no ASCII. */
    private boolean putAscii(String text, int size) {
        room(1 + size);
        for (var i = 0; i < size; i++) {
            var c = text.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            bytes[length + 1 + i] = (byte) c;
        }
        bytes[length] = (byte) size;
        length += 1 + size;
        return true;
    }

    @Override
    long[] longs(long @Nullable [] given) {
        var numbers = Objects.requireNonNull(given);
        unsigned(numbers.length);
        for (var number : numbers) {
            put(number);
        }
        return numbers;
    }

    @Override
    <P> List<P> list(@Nullable List<P> given, Layout<P> layout) {
        var parts = Objects.requireNonNull(given);
        unsigned(parts.size());
        room(parts.size() * PART_BYTES);
        for (var part : parts) {
            inner(part, layout);
        }
        return parts;
    }

    /** Of what was written since: most are short, and their length has the byte that was left for it. */
    private void insertSize(int start) {
        var size = length - start - 1;
        if (size < 0x80) {
            bytes[start] = (byte) size;
            return;
        }
        var content = Arrays.copyOfRange(bytes, start + 1, length);
        length = start;
        sized(content);
    }

    private void sized(byte[] content) {
        unsigned(content.length);
        room(content.length);
        System.arraycopy(content, 0, bytes, length, content.length);
        length += content.length;
    }

    private void unsigned(long number) {
        var rest = number;
        while ((rest & ~0x7FL) != 0) {
            put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    private void put(byte number) {
        room(1);
        bytes[length++] = number;
    }

    private void put(long number) {
        room(8);
        LONG.set(bytes, length, number);
        length += 8;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    @SuppressWarnings("unchecked")
    private <P> Fields<P> as() {
        return (Fields<P>) this;
    }
}
