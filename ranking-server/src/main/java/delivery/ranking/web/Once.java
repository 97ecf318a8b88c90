package delivery.ranking.web;

import java.util.function.Supplier;

/** A value that is made when first asked for, and then the same for everyone. Thread-safe. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private T value;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (value == null) {
            value = maker.get();
        }
        return value;
    }
}
