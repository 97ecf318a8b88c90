package delivery.consumer;

import static delivery.relay.RelayPatience.FOREVER;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;

import delivery.relay.RelayPatience.Ends;
import java.time.Duration;

/**
 * Why a shard is read here, which decides how long it is waited for. Two consumers started for one shard: the second is
 * told within three seconds; a restarted one outlives its ghost's last moments. A server has five to start.
 */
enum ShardRole {
    /** By the user's flags: not getting it is a failure. Without its parents it would wait for ever. */
    ASKED(new Ends(ofSeconds(5), ofSeconds(3), FOREVER), ZERO),
    /** The same, but whoever has the shard and no other keeps it. */
    SHARED(new Ends(ofSeconds(5), ofSeconds(3), ofSeconds(3)), ZERO),
    /** It was handed over; should nobody have taken it, it is read here again. */
    RETURNED(new Ends(FOREVER, ZERO, ZERO), ZERO),
    /**
     * The child of a shard that ended here. Another may have it; then we stand by, lest it is left alone: whoever was cut
     * off, or is started again, comes back to its parents within twenty seconds.
     */
    FOLLOWED(new Ends(FOREVER, FOREVER, FOREVER), ofSeconds(20)),
    /** Another shard here waits for it, and nobody else may be reading it. */
    PARENT(new Ends(FOREVER, ZERO, ZERO), ZERO);

    private final Ends patience;
    private final Duration untilParents;

    ShardRole(Ends patience, Duration untilParents) {
        this.patience = patience;
        this.untilParents = untilParents;
    }

    Ends patience() {
        return patience;
    }

    /** How long others are given to read the shard's parents, before we do. */
    Duration untilParents() {
        return untilParents;
    }
}
