package delivery.bytes;

/** What a value consists of, for both ways: a method that makes the value of its fields, asked for in their order. */
@FunctionalInterface
public interface Layout<T> {
    /** @throws RuntimeException of one kind or another if these bytes are no such value */
    T describe(Fields<T> fields);

    default byte[] toBytes(T value) {
        var out = new Writing<T>();
        out.whole(value, this);
        return out.toBytes();
    }

    default T read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    default T read(byte[] bytes, int from, int length) {
        return describe(new Reading<>(bytes, from, length));
    }
}
