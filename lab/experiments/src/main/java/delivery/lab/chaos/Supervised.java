package delivery.lab.chaos;

import delivery.lab.launcher.Program;
import java.time.Duration;
import java.util.function.Supplier;

/** A program that is started again whenever it has ended, as a supervisor would do it. One thread's. */
final class Supervised {
    private final Supplier<Program> again;
    private Program process;
    private long startedAtNanos = System.nanoTime();

    /** @param first runs already */
    Supervised(Program first, Supplier<Program> again) {
        process = first;
        this.again = again;
    }

    static Supervised start(Supplier<Program> program) {
        return new Supervised(program.get(), program);
    }

    /** kill -9. */
    void kill() {
        process.kill();
    }

    void startAgain() {
        process = again.get();
        startedAtNanos = System.nanoTime();
    }

    /** Looks after this process from now on; the one before is the caller's. */
    void replaceBy(Program other) {
        process = other;
        startedAtNanos = System.nanoTime();
    }

    /** Since its process of the moment was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAtNanos);
    }

    Program process() {
        return process;
    }
}
