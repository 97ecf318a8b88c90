package delivery.localkinesis.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account's promise to pay for a minimum of throughput, which goes on for a day at least: MinimumThroughputBillingCommitment.
 *
 * @param startedAt null if it never was
 * @param endedAt null while it has not
 * @param earliestAllowedEndAt null if it is not in force
 */
public record BillingCommitment(
        Status status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant earliestAllowedEndAt) {
    public static final BillingCommitment NONE = new BillingCommitment(Status.DISABLED, null, null, null);

    private static final Duration SHORTEST = Duration.ofHours(24);

    /** Spelt as on the wire. */
    public enum Status {
        ENABLED,
        DISABLED,
        /** Ended by the account, and in force until it may end. */
        ENABLED_UNTIL_EARLIEST_ALLOWED_END
    }

    public BillingCommitment enabled(Instant now) {
        return switch (at(now).status) {
            case ENABLED -> this;
            case ENABLED_UNTIL_EARLIEST_ALLOWED_END ->
                new BillingCommitment(Status.ENABLED, startedAt, null, earliestAllowedEndAt);
            case DISABLED -> new BillingCommitment(Status.ENABLED, now, null, now.plus(SHORTEST));
        };
    }

    /** At once, or as soon as it may. */
    public BillingCommitment disabled(Instant now) {
        if (status != Status.ENABLED) {
            return at(now);
        }
        return new BillingCommitment(
                        Status.ENABLED_UNTIL_EARLIEST_ALLOWED_END,
                        startedAt,
                        now.isBefore(earliestAllowedEndAt) ? earliestAllowedEndAt : now,
                        earliestAllowedEndAt)
                .at(now);
    }

    /** What has become of it. */
    public BillingCommitment at(Instant now) {
        return status == Status.ENABLED_UNTIL_EARLIEST_ALLOWED_END && !now.isBefore(endedAt)
                ? new BillingCommitment(Status.DISABLED, startedAt, endedAt, null)
                : this;
    }
}
