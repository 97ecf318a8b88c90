package delivery.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For how long a relay has been kept from its shard, and whether that is too long by its {@link Ends}. Computes: it
 * is told how the clock of what has elapsed stands. Not thread-safe.
 */
public final class RelayPatience {
    /** For an address that is wrong. */
    private static final Duration WRONG_ADDRESS = Duration.ofSeconds(2);
    /** Longer than the server takes to notice that our own earlier connection is dead. */
    private static final Duration OWN_GHOST = Duration.ofSeconds(20);
    /** A holder hands over after its next page; one that has not by then is too old to know how. */
    private static final Duration HANDOVER = Duration.ofSeconds(20);

    /** No patience ends. */
    public static final Duration FOREVER = Duration.ofDays(36_500);

    /**
     * How long to keep trying.
     *
     * @param unreachable for a server that never answered; one that did is waited for without end
     * @param busy for a shard that another consumer has
     * @param busyAfterWait the same, once the server had said to wait for the shard's parents
     */
    public record Ends(Duration unreachable, Duration busy, Duration busyAfterWait) {}

    private final Ends ends;
    private boolean welcomed;
    private boolean waited;
    /** Null if there is no trouble. */
    private @Nullable Duration since;
    /** When a session of ours broke that the server may hold the shard for until it notices; null if none did. */
    private @Nullable Duration brokeAt;

    RelayPatience(Ends ends) {
        this.ends = ends;
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

    /** A session broke, in which we had said Hello: perhaps we were welcomed and did not hear it. */
    void broke(Duration now) {
        brokeAt = now;
    }

    /** Of no server: whether to give up. One that has welcomed us once is waited for without end. */
    boolean endsWith(ConnectionTrouble trouble, Duration now) {
        var hasEnd = ends.unreachable().compareTo(FOREVER) < 0;
        return !welcomed && isOver(trouble.isOfAddress() && hasEnd ? WRONG_ADDRESS : ends.unreachable(), now);
    }

    /** Of a shard that another consumer has, or seems to have. */
    boolean endsWithBusyShard(Duration now) {
        var mayBeOurGhost = brokeAt != null && now.minus(brokeAt).compareTo(OWN_GHOST) < 0;
        return isOver(welcomed ? OWN_GHOST : waited ? ends.busyAfterWait() : ends.busy(), now) && !mayBeOurGhost;
    }

    boolean endsWithHandover(Duration now) {
        return isOver(HANDOVER, now);
    }

    private boolean isOver(Duration limit, Duration now) {
        since = since == null ? now : since;
        return now.minus(since).compareTo(limit) >= 0;
    }
}
