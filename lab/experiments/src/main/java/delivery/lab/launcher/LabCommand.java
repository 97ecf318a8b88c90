package delivery.lab.launcher;

import delivery.app.AppException;
import delivery.app.program.App;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the programs of the lab have in common: where the suite is, and the look at all flags before anything is started. */
public abstract class LabCommand extends App {
    protected static final int MOST = 1_000_000;

    @Option(names = "--suite", hidden = true, paramLabel = "DIR", description = "Where the suite was built (here).")
    private Path suite = Path.of(".");

    @Option(names = "--check-flags", hidden = true, description = "Only look at the flags, before a script builds.")
    private boolean onlyFlags;

    /** @throws AppException if a flag says what cannot be */
    protected abstract void checkFlags();

    /** All flags are as they may be. */
    protected abstract void work();

    @Override
    public final void run() {
        checkFlags();
        if (!onlyFlags) {
            work();
        }
    }

    protected final Path suite() {
        return suite;
    }

    /** A value that is not given is as it may be, here and below. */
    protected static void checkWhole(String flag, Integer value, int min, int max) {
        if (value != null && (value < min || value > max)) {
            throw AppException.usage(flag + " " + value + " is not in " + min + ".." + max);
        }
    }

    protected static void checkAboveZero(String flag, double value, double max) {
        if (!(value > 0 && value <= max)) {
            throw AppException.usage(flag + " " + value + " is not a number above 0, up to " + (long) max);
        }
    }

    protected static void checkTime(String flag, Duration value) {
        if (value != null && value.isZero()) {
            throw AppException.usage(flag + " is no time at all: give 1s or more, or leave it out");
        }
    }

    protected static void checkUrl(String flag, String value) {
        if (value != null && !value.matches("https?://[^/ ]+(/[^ ]*)?")) {
            throw AppException.usage(flag + " '" + value + "' is not a URL such as http://localhost:4567");
        }
    }

    protected static void checkStreamName(String flag, String value) {
        if (!value.matches("[a-zA-Z0-9_.-]{1,128}")) {
            throw AppException.usage(flag + " '" + value + "' is not a stream's name: 1 to 128 of a-z A-Z 0-9 _ . -");
        }
    }
}
