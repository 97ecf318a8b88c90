package delivery.localkinesis.shard;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the memory that records take over all streams. Thread-safe. */
public final class RetainBudget {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");

    private static final int SMALL_CHUNK = 256 << 10;
    private static final int LARGE_CHUNK = 4 << 20;
    private static final int CHUNKS = 64;
    private static final int G1_REGIONS = 2_048;
    private static final int ARRAY_HEAD = 32;

    /**
     * How large the arrays may be that records are packed into: a region of G1, which puts them where they stay. Smaller ones
     * it copied from generation to generation, a third of what a put cost. But the oldest records go by arrays, too.
     */
    final int chunkBytes;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicBoolean warned = new AtomicBoolean();

    public RetainBudget(long limit) {
        this.limit = limit;
        this.chunkBytes = (int) Math.max(SMALL_CHUNK, Math.min(limit / CHUNKS, g1Region() - ARRAY_HEAD));
    }

    /** Of this heap; of one too large for it to matter, the largest that would do. */
    private static long g1Region() {
        var share = Math.max(1 << 20, Runtime.getRuntime().maxMemory() / G1_REGIONS);
        return Math.min(LARGE_CHUNK, Long.highestOneBit(2 * share - 1)); // rounded up to a power of two
    }

    public void add(long bytes) {
        if (bytes != 0) {
            used.addAndGet(bytes);
        }
    }

    public boolean isExceeded() {
        return used.get() > limit;
    }

    public long used() {
        return used.get();
    }

    public void warnOnce() {
        if (warned.compareAndSet(false, true)) {
            LOG.warn("{} bytes of records are kept, the oldest are dropped from now on: see --retain", limit);
        }
    }
}
