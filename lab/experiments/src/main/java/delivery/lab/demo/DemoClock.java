package delivery.lab.demo;

import delivery.lab.launcher.OwnClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The ranking server's time of day: the machine's, until somebody sets it. One thread's. */
final class DemoClock {
    private final Path folder;
    private OwnClock clock;

    /** @param folder for what a clock needs */
    DemoClock(Path folder) {
        this.folder = folder;
    }

    /** What the server is to be started with: nothing, as long as nobody has set its clock. */
    Map<String, String> environment() {
        return clock == null ? Map.of() : clock.environment();
    }

    /** From the next second on, of a server that was started with {@link #environment} since the first time. */
    void setOff(Duration by) {
        if (clock == null) {
            clock = OwnClock.of("ranking-server", folder);
        }
        clock.setOff(by);
    }
}
