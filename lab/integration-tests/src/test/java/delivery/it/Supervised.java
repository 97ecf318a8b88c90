package delivery.it;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A program that is started again whenever it has ended, as a supervisor would do it. One thread's. */
final class Supervised {
    private static final Pattern SOURCE = Pattern.compile("source ([0-9a-z]{8}):");

    private final Supplier<AppProcess> again;
    private AppProcess process;

    /** @param first runs already */
    Supervised(AppProcess first, Supplier<AppProcess> again) {
        process = first;
        this.again = again;
    }

    static Supervised start(Supplier<AppProcess> program) {
        return new Supervised(program.get(), program);
    }

    /** kill -9. */
    void kill() {
        process.kill();
    }

    void startAgain() {
        process = again.get();
    }

    /** Looks after this process from now on; the one before is the caller's. */
    void replaceBy(AppProcess other) {
        process = other;
    }

    AppProcess process() {
        return process;
    }

    /** What its events are called by, once it has said so. */
    Optional<String> source() {
        var line = SOURCE.matcher(process.stderr());
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }
}
