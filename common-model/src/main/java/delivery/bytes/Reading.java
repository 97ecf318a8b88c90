package delivery.bytes;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields from bytes. Nothing is allocated on the word of a length that the bytes cannot hold; running out of them is a {@link
 * java.nio.BufferUnderflowException}. Tests look over its shoulder.
 */
non-sealed class Reading<T> extends Fields<T> {
    private static final int MAX_NAME = 16;
    private static final int NAMES = 16;

    private final ByteBuffer in;
    /** Short texts come again and again, sources above all: the same few are not made anew. */
    private final @Nullable String[] names = new String[NAMES];

    Reading(byte[] bytes, int from, int length) {
        in = ByteBuffer.wrap(bytes, from, length);
    }

    /** How far it has come. */
    final int position() {
        return in.position();
    }

    @Override
    public @Nullable T written() {
        return null;
    }

    @Override
    public int u8(int value) {
        return in.get() & 0xFF;
    }

    @Override
    public int u16(int value) {
        return in.getShort() & 0xFFFF;
    }

    @Override
    public int i32(int value) {
        return in.getInt();
    }

    @Override
    public long i64(long value) {
        return in.getLong();
    }

    @Override
    public long varint(long value) {
        var number = unsigned();
        return number >>> 1 ^ -(number & 1);
    }

    private long unsigned() {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7) {
            var next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    @Override
    public BigInteger number(@Nullable BigInteger value) {
        var size = size(1);
        if (size > MAX_NUMBER_BYTES) {
            throw new IllegalArgumentException("a number of " + size + " bytes");
        }
        var number = size == 0 ? BigInteger.ZERO : new BigInteger(in.array(), in.position(), size);
        in.position(in.position() + size);
        return number;
    }

    @Override
    byte[] bytes(byte @Nullable [] value) {
        var content = new byte[size(1)];
        in.get(content);
        return content;
    }

    @Override
    public String text(@Nullable String value) {
        var size = size(1);
        var start = in.position();
        in.position(start + size);
        if (size == 0 || size > MAX_NAME) {
            return new String(in.array(), start, size, StandardCharsets.UTF_8);
        }
        var slot = in.array()[start + size - 1] + size & NAMES - 1;
        var name = names[slot];
        if (name == null || !isAt(start, size, name)) {
            name = new String(in.array(), start, size, StandardCharsets.UTF_8);
            names[slot] = name;
        }
        return name;
    }

    /** Never if it is not ASCII. */
    private boolean isAt(int start, int size, String name) {
        if (name.length() != size) {
            return false;
        }
        for (var i = 0; i < size; i++) {
            if (in.array()[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    long[] longs(long @Nullable [] value) {
        var numbers = new long[size(Long.BYTES)];
        for (var i = 0; i < numbers.length; i++) {
            numbers[i] = in.getLong();
        }
        return numbers;
    }

    @Override
    <P> P inner(@Nullable P value, Layout<P> layout) {
        var limit = in.limit();
        var length = size(1);
        var end = in.position() + length;
        in.limit(end);
        var part = layout.describe(as());
        in.limit(limit).position(end);
        return part;
    }

    @Override
    <P> List<P> list(@Nullable List<P> value, Layout<P> layout) {
        var size = size(1);
        var values = new ArrayList<P>(size);
        for (var i = 0; i < size; i++) {
            values.add(inner(null, layout));
        }
        return values;
    }

    /** So many follow, of so many bytes at least: beyond what is left it is a lie. */
    private int size(int each) {
        var size = unsigned();
        if (size < 0 || size > in.remaining() / each) {
            throw new IllegalArgumentException("a length of " + size + " with " + in.remaining() + " bytes left");
        }
        return (int) size;
    }

    /** Where a value comes from does not depend on what it becomes. */
    @SuppressWarnings("unchecked")
    private <P> Fields<P> as() {
        return (Fields<P>) this;
    }
}
