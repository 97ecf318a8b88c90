package delivery.localkinesis.scenario;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a scenario did, or that happened by itself, and when; times since the scenario began.
 *
 * @param to null while it goes on
 * @param caughtUp how long after its end all that had been put by then was accepted; null while it goes on, and if that
 *     was never so
 */
public record Happening(
        String what,
        Duration from,
        @Nullable Duration to,
        @Nullable Duration caughtUp) {
    static Happening begun(String what, Duration from) {
        return new Happening(what, from, null, null);
    }

    Happening ended(Duration at) {
        return new Happening(what, from, at, null);
    }

    Happening caughtUpAfter(Duration time) {
        return new Happening(what, from, to, time);
    }

    /** Whether some of it was between these, both included. */
    boolean overlaps(Duration begin, Duration end) {
        return from.compareTo(end) <= 0 && (to == null || to.compareTo(begin) >= 0);
    }

    @Override
    public String toString() {
        var since = seconds(from);
        return what
                + (to == null
                        ? " (since " + since + " s)"
                        : to.minus(from).toMillis() < 100
                                ? " (at " + since + " s)"
                                : " (" + since + " s to " + seconds(to) + " s)");
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }
}
