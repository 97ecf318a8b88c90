package delivery.consumer;

import java.time.Duration;

/**
 * How long to keep trying.
 *
 * @param unreachable for a server that never answered; one that did is waited for without end
 * @param busy for a shard that another consumer has
 * @param busyAfterWait the same, once the server had said to wait for the shard's parents
 */
record Patience(Duration unreachable, Duration busy, Duration busyAfterWait) {
    /** No patience ends. */
    static final Duration FOREVER = Duration.ofDays(36_500);
}
