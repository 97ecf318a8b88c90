package delivery.localkinesis.http;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/**
 * Bounds the memory of bodies that are on their way, over all connections: when it is used up, who has sent nothing for
 * a while loses his, and if nobody has been so slow, the one that asks for more is refused. A body that arrives at once
 * needs none of it. Thread-safe.
 */
final class BodyBudget {
    private static final long STALLED_NANOS = 3_000_000_000L;

    private final long limit;
    private final Set<Share> shares = new HashSet<>(); // guarded by this, as what follows
    private long used;

    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** One body's; its fields are the budget's. */
    static final class Share {
        private final Runnable giveUp;
        private long bytes;
        private long lastNanos;

        /** @param giveUp what is done when the memory is needed; called with the budget's lock, it must not wait */
        Share(Runnable giveUp) {
            this.giveUp = giveUp;
        }
    }

    /** False, and all of the share given back, if there is no room for so many more. */
    synchronized boolean take(Share share, int bytes, long nowNanos) {
        shares.add(share);
        share.bytes += bytes;
        share.lastNanos = nowNanos;
        used += bytes;
        while (used > limit) {
            var stalest = shares.stream()
                    .filter(other -> other != share)
                    .min(Comparator.comparingLong(other -> other.lastNanos - nowNanos));
            if (stalest.isEmpty() || nowNanos - stalest.get().lastNanos < STALLED_NANOS) {
                release(share);
                return false;
            }
            release(stalest.get());
            stalest.get().giveUp.run();
        }
        return true;
    }

    synchronized void release(Share share) {
        if (shares.remove(share)) {
            used -= share.bytes;
            share.bytes = 0;
        }
    }

    synchronized long used() {
        return used;
    }
}
