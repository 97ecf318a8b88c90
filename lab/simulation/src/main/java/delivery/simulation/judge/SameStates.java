package delivery.simulation.judge;

import delivery.ranking.snapshot.StateDigest;
import java.util.HashMap;
import java.util.Map;

/** Servers that have read the same have come to the same, at whatever moment and through whatever lives. */
public final class SameStates {
    private final Map<Long, StateDigest> byPositions = new HashMap<>();
    private long compared;

    /** A server has come to that at those positions of all shards. */
    public void passed(String server, long positions, StateDigest digest) {
        var before = byPositions.putIfAbsent(positions, digest);
        compared += before == null ? 0 : 1;
        Violation.unless(
                before == null || before.parts().equals(digest.parts()),
                () -> server + " has come to " + digest.parts() + " at the positions at which another one, or itself"
                        + " before, had come to " + before.parts());
    }

    /** How often somebody came to positions that were known. */
    public long compared() {
        return compared;
    }
}
