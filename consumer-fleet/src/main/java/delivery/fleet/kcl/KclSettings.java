package delivery.fleet.kcl;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As the program's flags.
 *
 * @param application by which the KCL's own names are made, that of the fan-out consumer among them
 * @param table of the leases
 * @param worker unlike that of every other process
 * @param failover after how long without a word a worker's leases are others'
 * @param readsPerSecond and shard
 * @param consumerArn of enhanced fan-out; null to poll
 * @param cloudWatch whether the KCL's metrics go there, which costs
 */
public record KclSettings(
        String application,
        String table,
        String worker,
        Duration failover,
        double readsPerSecond,
        @Nullable String consumerArn,
        boolean cloudWatch) {
    /** The KCL's own; what hangs on it stays as the KCL has it. */
    public static final Duration USUAL_FAILOVER = Duration.ofSeconds(10);

    /** The leader takes a worker for gone that has not reported for so many times its interval (LeaseAssignmentManager). */
    private static final int REPORTS_MISSED = 2;

    private static final Duration USUAL_REPORTS = Duration.ofSeconds(30);

    public boolean isUsual() {
        return failover.equals(USUAL_FAILOVER);
    }

    /** How often a worker reports that it is there; the leader compares that with its own time of day. */
    Duration reports() {
        var most = isUsual() ? USUAL_REPORTS : failover;
        return most.compareTo(USUAL_REPORTS) > 0 ? USUAL_REPORTS : most;
    }

    /** By how much a clock may be wrong: two that are wrong by that much, each its way, still see each other. */
    Duration clockTolerance() {
        return reports().multipliedBy(REPORTS_MISSED).dividedBy(4);
    }

    /** By which a table of leases tells whose they are. */
    Map<String, String> mark(String streamArn, long createdAtMillis) {
        return Map.of(
                "delivery:application", application,
                "delivery:stream", streamArn,
                "delivery:stream-created", Long.toString(createdAtMillis));
    }
}
