package delivery.localkinesis.shard;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory for records outside of the heap, where no collector copies it, in pieces of one size that are used again. When the
 * JVM gives no more of it, or for less than a piece, it is of the heap. Thread-safe.
 */
final class Slabs {
    static final int BYTES = 256 << 10;

    /** As much as the heap is what a JVM gives in buffers, unless it was told otherwise; requests and answers need some. */
    private static final long MOST = Runtime.getRuntime().maxMemory() / 4 * 3;

    private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean refused;

    Slab take(int capacity) {
        var bytes = capacity == BYTES ? free.poll() : null;
        if (bytes == null && capacity == BYTES && !refused) {
            bytes = fromSystem();
        }
        return bytes == null ? new Slab(ByteBuffer.allocate(capacity), null) : new Slab(bytes, this);
    }

    void giveBack(ByteBuffer bytes) {
        free.add(bytes);
    }

    /** Null: there is no more. */
    private @Nullable ByteBuffer fromSystem() {
        if (taken.addAndGet(BYTES) > MOST) {
            taken.addAndGet(-BYTES);
            return null;
        }
        try {
            return ByteBuffer.allocateDirect(BYTES);
        } catch (OutOfMemoryError e) {
            refused = true; // to ask again would collect all garbage first, each time
            return null;
        }
    }
}
