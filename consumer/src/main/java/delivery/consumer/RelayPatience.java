package delivery.consumer;

import java.time.Duration;

/**
 * For how long a relay has been kept from its shard, and whether that is too long by its {@link Patience}. Computes: it
 * is told how the clock of what has elapsed stands. Not thread-safe.
 */
final class RelayPatience {
    /** For an address that is wrong. */
    private static final Duration WRONG_ADDRESS = Duration.ofSeconds(2);
    /** Longer than the server takes to notice that our own earlier connection is dead. */
    private static final Duration OWN_GHOST = Duration.ofSeconds(20);
    /** A holder hands over after its next page; one that has not by then is too old to know how. */
    private static final Duration HANDOVER = Duration.ofSeconds(20);

    private final Patience limits;
    private boolean welcomed;
    private boolean waited;
    /** Null if there is no trouble. */
    private Duration since;

    RelayPatience(Patience limits) {
        this.limits = limits;
    }

    /** All is well; every trouble from now on is a new one. */
    void welcomed() {
        welcomed = true;
        since = null;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /** The shard's parents come first, the server says: that is no trouble. */
    void toldToWait() {
        waited = true;
        since = null;
    }

    /** Of no server: whether to give up. One that has welcomed us once is waited for without end. */
    boolean endsWith(ConnectionTrouble trouble, Duration now) {
        var hasEnd = limits.unreachable().compareTo(Patience.FOREVER) < 0;
        return !welcomed && isOver(trouble.isOfAddress() && hasEnd ? WRONG_ADDRESS : limits.unreachable(), now);
    }

    /** Of a shard that another consumer has, or seems to have. */
    boolean endsWithBusyShard(Duration now) {
        return isOver(welcomed ? OWN_GHOST : waited ? limits.busyAfterWait() : limits.busy(), now);
    }

    boolean endsWithHandover(Duration now) {
        return isOver(HANDOVER, now);
    }

    private boolean isOver(Duration limit, Duration now) {
        since = since == null ? now : since;
        return now.minus(since).compareTo(limit) >= 0;
    }
}
