package delivery.localkinesis.shard;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory for records. Its log holds it, and whoever reads of it; when the last has released it, other records are
 * written there. One that somebody forgets to release is the garbage collector's. Thread-safe.
 */
final class Slab {
    final ByteBuffer bytes;

    private final @Nullable Slabs from; // null: of the heap
    private final AtomicInteger holders = new AtomicInteger(1);

    Slab(ByteBuffer bytes, @Nullable Slabs from) {
        this.bytes = bytes;
        this.from = from;
    }

    /** Once more; by one who knows that it is held. */
    void hold() {
        holders.incrementAndGet();
    }

    void release() {
        if (holders.decrementAndGet() == 0 && from != null) {
            from.giveBack(bytes);
        }
    }
}
