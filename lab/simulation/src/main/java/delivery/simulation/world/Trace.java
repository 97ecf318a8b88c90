package delivery.simulation.world;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened, as a hash that is equal if and only if the same happened; on demand also as text. */
public final class Trace {
    private final Clockwork clock;
    private final @Nullable PrintStream out;
    private long hash = 0xcbf29ce484222325L;

    /** @param out null for the hash alone */
    public Trace(Clockwork clock, @Nullable PrintStream out) {
        this.clock = clock;
        this.out = out;
    }

    public void note(String who, String what, long detail) {
        mix(clock.elapsed().toNanos());
        mix(who.hashCode());
        mix(what.hashCode());
        mix(detail);
        if (out != null) {
            out.println(stamp(clock.elapsed()) + "  " + who + "  " + what + " " + detail);
        }
    }

    /** For readers only. */
    public void say(Supplier<String> text) {
        if (out != null) {
            out.println(stamp(clock.elapsed()) + "  " + text.get());
        }
    }

    public long hash() {
        return hash;
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x100000001b3L;
        hash ^= hash >>> 29;
    }

    private static String stamp(Duration elapsed) {
        return String.format(Locale.ROOT, "%10.3f s", elapsed.toMillis() / 1e3);
    }
}
