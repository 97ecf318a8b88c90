package delivery.localkinesis.http;

import java.time.Duration;

/**
 * How long clients are waited for.
 *
 * @param idle without a request: AWS's SDKs give up connections that have been idle for 60 s, and shall be the first
 * @param head from the first byte of a request to the end of its head
 * @param body for the whole of a body
 * @param silence between two bytes of it
 * @param unread without a byte taken of an answer
 * @param look how often connections are looked at
 */
public record Patience(Duration idle, Duration head, Duration body, Duration silence, Duration unread, Duration look) {
    static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(75),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    /** Whether a time, measured in nanoseconds, is longer than one of these. */
    static boolean isOver(Duration patience, long sinceNanos, long nowNanos) {
        return nowNanos - sinceNanos > patience.toNanos();
    }
}
