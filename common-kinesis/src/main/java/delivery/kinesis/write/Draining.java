package delivery.kinesis.write;

import java.time.Duration;
import java.util.Optional;

/** What to say, every few seconds, while what is left is put on the stream. Computes; not thread-safe. */
final class Draining {
    static final Duration BETWEEN_WORDS = Duration.ofSeconds(3);

    private Duration said;
    private Duration lastStored;
    private long leftThen;
    private long leftLast;

    /** @param now as {@link delivery.app.Time#elapsed} says it, as everywhere here */
    Draining(Duration now, long left) {
        said = now;
        lastStored = now;
        leftThen = left;
        leftLast = left;
    }

    /** Empty if nothing is to be said now. */
    Optional<String> word(Duration now, long left) {
        if (left < leftLast) {
            lastStored = now;
        }
        leftLast = left;
        var since = now.minus(said);
        if (since.compareTo(BETWEEN_WORDS) < 0) {
            return Optional.empty();
        }
        var stored = leftThen - left;
        said = now;
        leftThen = left;
        return Optional.of(
                stored > 0
                        ? left + " record(s) left, " + Math.max(1, stored * 1_000 / since.toMillis()) + "/s"
                        : left + " record(s) left, none stored for "
                                + now.minus(lastStored).toSeconds()
                                + " s: tries on; whoever stops the program (Ctrl-C, SIGTERM) gives them up");
    }
}
