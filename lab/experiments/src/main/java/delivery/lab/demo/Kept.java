package delivery.lab.demo;

import delivery.lab.launcher.Program;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A program of a demo that is started again a while after it has ended, as a supervisor would do it. One thread's. */
final class Kept {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** Who ends sooner than this has not come to work at all. */
    private static final Duration AT_WORK = Duration.ofSeconds(10);

    private static final int MOST_VAIN_STARTS = 5;

    private final String title;
    private final Supplier<Program> again;
    private Program process;
    private long startedAt = System.nanoTime();
    private boolean isDown;
    private long downSince;
    private boolean isFrozen;
    private int vainStarts;
    private String source;

    /** @param title by which people know it */
    Kept(String title, Program first, Supplier<Program> again) {
        this.title = title;
        this.process = first;
        this.again = again;
    }

    String title() {
        return title;
    }

    Program process() {
        return process;
    }

    /** Whether it has ended, and is to be started again. */
    boolean isDown() {
        return isDown;
    }

    boolean isFrozen() {
        return isFrozen;
    }

    /** SIGSTOP. */
    void freeze() {
        process.signal("STOP");
        isFrozen = true;
    }

    /** SIGCONT, unless it was killed meanwhile. */
    void thaw() {
        if (isFrozen) {
            isFrozen = false;
            process.signal("CONT");
        }
    }

    /** kill -9. */
    void kill() {
        process.kill();
        isFrozen = false;
        down();
    }

    /** It has ended by itself. */
    void endedByItself() {
        var isVain = System.nanoTime() - startedAt < AT_WORK.toNanos();
        vainStarts = isVain ? vainStarts + 1 : 0;
        down();
    }

    private void down() {
        isDown = true;
        downSince = System.nanoTime();
    }

    /** Whether there is no use in starting it again. */
    boolean isHopeless() {
        return vainStarts >= MOST_VAIN_STARTS;
    }

    boolean isDue() {
        return isDown && System.nanoTime() - downSince >= PAUSE.toNanos();
    }

    void startAgain() {
        source = null;
        process = again.get();
        startedAt = System.nanoTime();
        isDown = false;
    }

    /** What the events of its process are called by, once that has said so. */
    Optional<String> source() {
        if (source == null && !isDown) {
            source = process.source().orElse(null);
        }
        return Optional.ofNullable(source);
    }
}
