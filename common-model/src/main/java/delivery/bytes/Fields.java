package delivery.bytes;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a value, one after the other: on the way out each is taken from the value and written, on the way in it is
 * read. Either way it is returned. Not thread-safe.
 */
public abstract sealed class Fields<T> permits Reading, Writing {
    /** Kinesis allows sequence numbers of 129 digits, which are 54 bytes. */
    static final int MAX_NUMBER_BYTES = 54;

    Fields() {}

    /** What is being written; null while reading, when what is given to the methods that take a value is of no account. */
    public abstract @Nullable T written();

    /** A byte, 0..255. */
    public abstract int u8(int value);

    /** Two bytes, 0..65535. */
    public abstract int u16(int value);

    public abstract int i32(int value);

    public abstract long i64(long value);

    /** Small ones, of either sign, take a byte or two: seven bits a byte, the lowest first, the sign in bit 0. */
    public abstract long varint(long value);

    /** Two's complement, after its length; nothing but the length if it is 0. */
    public abstract BigInteger number(@Nullable BigInteger value);

    /** UTF-8, after its length. */
    public abstract String text(@Nullable String value);

    abstract byte[] bytes(byte @Nullable [] value);

    abstract long[] longs(long @Nullable [] value);

    abstract <P> P inner(@Nullable P value, Layout<P> layout);

    abstract <P> List<P> list(@Nullable List<P> value, Layout<P> layout);

    public final int u8(ToIntFunction<T> of) {
        return u8(written() == null ? 0 : of.applyAsInt(written()));
    }

    public final int u16(ToIntFunction<T> of) {
        return u16(written() == null ? 0 : of.applyAsInt(written()));
    }

    public final int i32(ToIntFunction<T> of) {
        return i32(written() == null ? 0 : of.applyAsInt(written()));
    }

    public final long i64(ToLongFunction<T> of) {
        return i64(written() == null ? 0 : of.applyAsLong(written()));
    }

    public final BigInteger number(Function<T, BigInteger> of) {
        return number(taken(of));
    }

    public final String text(Function<T, String> of) {
        return text(taken(of));
    }

    public final byte[] bytes(Function<T, byte[]> of) {
        return bytes(taken(of));
    }

    public final long[] longs(Function<T, long[]> of) {
        return longs(taken(of));
    }

    /** With its length before it. */
    public final <P> P part(Function<T, P> of, Layout<P> layout) {
        return inner(taken(of), layout);
    }

    /** How many, then each as a part. */
    public final <P> List<P> list(Function<T, List<P>> of, Layout<P> layout) {
        return list(taken(of), layout);
    }

    public final List<String> texts(Function<T, List<String>> of) {
        return list(of, fields -> fields.text(text -> text));
    }

    public final boolean bool(Predicate<T> of) {
        return u8(written() != null && of.test(written()) ? 1 : 0) != 0;
    }

    /** By its place among all: new ones come last. */
    public final <E extends Enum<E>> E constant(Function<T, E> of, List<E> all) {
        var ordinal = u8(written() == null ? 0 : of.apply(written()).ordinal());
        if (ordinal >= all.size()) {
            throw new IllegalArgumentException("no such constant: " + ordinal);
        }
        return all.get(ordinal);
    }

    /** Whether there is one, then the part; null if there is none. */
    public final <P> @Nullable P optional(Function<T, @Nullable P> of, Layout<P> layout) {
        var value = taken(of);
        return u8(value == null ? 0 : 1) != 0 ? inner(value, layout) : null;
    }

    private <P> @Nullable P taken(Function<T, ? extends @Nullable P> of) {
        return written() == null ? null : of.apply(written());
    }
}
