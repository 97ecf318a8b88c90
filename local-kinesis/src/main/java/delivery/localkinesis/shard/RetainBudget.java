package delivery.localkinesis.shard;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the memory that records take over all streams, and counts it. Thread-safe. */
public final class RetainBudget {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");

    final Slabs slabs = new Slabs();

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicBoolean warned = new AtomicBoolean();

    public RetainBudget(long limit) {
        this.limit = limit;
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
